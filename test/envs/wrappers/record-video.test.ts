import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { make } from '../../../envs/index.ts';
import { cappedCubicSchedule, RecordVideo, type RecordVideoOptions } from '../../../envs/wrappers/record-video.ts';
import { RenderCollection } from '../../../envs/wrappers/render-collection.ts';
import { TimeLimit } from '../../../envs/wrappers/time-limit.ts';

const SMALL = { renderWidth: 30, renderHeight: 20 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ludus-video-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

/** Plays episodes of `length` steps each. */
function play(options: RecordVideoOptions, episodes: number, length: number): RecordVideo {
  const env = new RecordVideo(new TimeLimit(make('Pendulum-v1', SMALL), length), folder, options);
  for (let episode = 0; episode < episodes; episode++) {
    env.reset({ seed: episode });
    for (let step = 0; step < length; step++) env.step(Float32Array.of(1));
  }
  env.close();
  return env as RecordVideo;
}

/** Frames of an APNG: the first number of its acTL chunk. */
function framesOf(name: string): number {
  const bytes = readFileSync(join(folder, name));
  return bytes.readUInt32BE(bytes.indexOf('acTL') + 4);
}

describe('cappedCubicSchedule', () => {
  it('takes the cubes up to 1000, then every thousandth', () => {
    // gymnasium.utils.save_video.capped_cubic_video_schedule, Gymnasium 1.4, over range(3001)
    const expected = [0, 1, 8, 27, 64, 125, 216, 343, 512, 729, 1000, 2000, 3000];
    expect(Array.from({ length: 3001 }, (_, i) => i).filter(cappedCubicSchedule)).toEqual(expected);
  });
});

describe('RecordVideo', () => {
  it('records the episodes of its trigger, each with its first frame and one a step', () => {
    const { videos } = play({ type: 'apng', episodeTrigger: (episode) => episode % 2 === 0 }, 4, 5);
    expect(readdirSync(folder).sort()).toEqual(['rl-video-episode-0.apng', 'rl-video-episode-2.apng']);
    expect(videos).toEqual([join(folder, 'rl-video-episode-0.apng'), join(folder, 'rl-video-episode-2.apng')]);
    expect(framesOf('rl-video-episode-2.apng')).toBe(6);
  });

  it('records by the cubic schedule where no trigger is given', () => {
    play({}, 9, 2);
    expect(readdirSync(folder).sort()).toEqual(['0', '1', '8'].map((n) => `rl-video-episode-${n}.gif`));
  });

  it('begins at the steps of its trigger and ends after videoLength frames, across episodes', () => {
    // Steps are counted from 0 over all episodes, as Gymnasium's; 4 episodes of 5 steps are the steps 0 to 19.
    play({ type: 'apng', stepTrigger: (step) => step % 8 === 3, videoLength: 6, namePrefix: 'part' }, 4, 5);
    expect(readdirSync(folder).sort()).toEqual(['part-step-11.apng', 'part-step-19.apng', 'part-step-3.apng']);
    expect(framesOf('part-step-3.apng')).toBe(6);
    expect(framesOf('part-step-19.apng')).toBe(1); // the last step: closed before it was full
  });

  it('changes nothing of the episode', () => {
    const plain = make('CartPole-v1');
    const recorded = new RecordVideo(make('CartPole-v1', SMALL), folder, { episodeTrigger: () => true });
    expect(recorded.reset({ seed: 5 })).toEqual(plain.reset({ seed: 5 }));
    for (let i = 0; i < 8; i++) expect(recorded.step(i % 2)).toEqual(plain.step(i % 2));
    expect(recorded.getState()).toEqual(plain.getState());
    recorded.close();
  });

  it('shows only whole videos under their name, and replaces an older one', () => {
    const env = new RecordVideo(make('CartPole-v1', SMALL), folder, { episodeTrigger: () => true });
    env.reset({ seed: 0 });
    env.step(0);
    expect(readdirSync(folder)).toEqual(['rl-video-episode-0.gif.partial']);
    expect(env.recording).toBe(true);
    env.close();
    env.close();
    expect(readdirSync(folder)).toEqual(['rl-video-episode-0.gif']);
    const { size } = statSync(env.videos[0]!);
    writeFileSync(env.videos[0]!, 'old');
    play({}, 1, 2);
    expect(statSync(join(folder, 'rl-video-episode-0.gif')).size).toBeGreaterThan(3);
    expect(size).toBeGreaterThan(3);
  });

  it('keeps its memory the same however long the video is', () => {
    const env = new RecordVideo(make('Pendulum-v1', SMALL), folder, {
      videoLength: 3_000,
      episodeTrigger: (e) => e === 0,
    });
    env.reset({ seed: 0 });
    const before = process.memoryUsage().arrayBuffers;
    for (let step = 1; step < 3_000; step++) {
      const [, , , truncated] = env.step(Float32Array.of(2));
      if (truncated) env.reset();
    }
    // 3,000 frames of 30 x 20 x 3 bytes are 5.4 MB; what is held is one frame and the encoder's tables.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000);
    expect(env.recording).toBe(false);
    env.close();
  });

  it.each<[string, RecordVideoOptions, string]>([
    ['videoLength', { videoLength: -1 }, 'an integer of 0 or more, got -1'],
    ['fps', { fps: 0 }, 'a number in (0, 1000], got 0'],
    ['namePrefix', { namePrefix: '../up' }, 'a name without slashes, got "../up"'],
    ['type', { type: 'avi' as 'gif' }, 'one of gif, apng, mp4, got "avi"'],
  ])('refuses a bad %s', (name, options, rule) => {
    expect(() => new RecordVideo(make('CartPole-v1'), folder, options)).toThrow(
      `Cannot record videos: ${name} is ${rule}. Give such a value.`,
    );
  });

  it('says which folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    const inFile = join(folder, 'file', 'videos');
    expect(() => new RecordVideo(make('CartPole-v1'), inFile)).toThrow(
      /^Cannot record a video at .+videos: E.+ Give a path in a folder that can be read and written\.$/,
    );
  });

  it('says once that a frame cannot be written, and lets the episode go on', () => {
    const videos = join(folder, 'videos');
    const env = new RecordVideo(make('CartPole-v1', SMALL), videos, { episodeTrigger: () => true });
    rmSync(videos, { recursive: true });
    writeFileSync(videos, ''); // a file where the folder was
    expect(() => env.reset({ seed: 0 })).toThrow(/^Cannot record a video at /);
    expect(env.step(0)[1]).toBe(1);
    env.close();
  });

  it('takes only environments that draw pixels', () => {
    const blind = Object.defineProperty(make('CartPole-v1'), 'metadata', { value: { renderModes: [], renderFps: 1 } });
    expect(() => new RecordVideo(blind, folder)).toThrow(
      /^Cannot record videos of CartPole-v1: it draws rgb_array, got no modes/,
    );
  });

  describe('as mp4', () => {
    /** A stand-in for ffmpeg that writes down how it was called and copies its input to its output. */
    function fakeFfmpeg(script: string): void {
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      writeFileSync(join(bin, 'ffmpeg'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, 'ffmpeg'), 0o755);
      vi.stubEnv('PATH', `${bin}${delimiter}/bin${delimiter}/usr/bin`);
    }

    it('hands the lossless frames to ffmpeg when the video ends', () => {
      const log = join(folder, 'log');
      fakeFfmpeg(`[ "$1" = -version ] && exit 0
echo "$*" > ${log}
while [ "$1" != -i ]; do shift; done
in=$2
for out; do :; done
cp "$in" "$out"`);
      const videos = join(folder, 'videos');
      const env = new RecordVideo(make('CartPole-v1', SMALL), videos, { type: 'mp4' });
      env.reset({ seed: 0 });
      env.step(1);
      env.close();
      expect(readdirSync(videos)).toEqual(['rl-video-episode-0.mp4']);
      expect(readFileSync(env.videos[0]!).subarray(1, 4).toString()).toBe('PNG'); // the copy of the APNG
      expect(readFileSync(log, 'utf8')).toMatch(
        /^-y -v error -f apng -i \S+\.partial -vf pad=\S+ -pix_fmt yuv420p .*-f mp4 /,
      );
    });

    it('says what ffmpeg says where it fails, and leaves nothing behind', () => {
      fakeFfmpeg('[ "$1" = -version ] && exit 0\necho "no such codec" >&2\nexit 1');
      const videos = join(folder, 'videos');
      const env = new RecordVideo(make('CartPole-v1', SMALL), videos, { type: 'mp4' });
      env.reset({ seed: 0 });
      expect(() => env.close()).toThrow(/ffmpeg says "no such codec"\. Correct that, or record as 'gif' or 'apng'\.$/);
      expect(readdirSync(videos)).toEqual([]);
    });

    it('says at once where there is no ffmpeg', () => {
      vi.stubEnv('PATH', join(folder, 'nowhere'));
      expect(() => new RecordVideo(make('CartPole-v1'), folder, { type: 'mp4' })).toThrow(
        /^Cannot record a video as mp4: it takes ffmpeg on the PATH, which .+ENOENT\. Install ffmpeg, or record as 'gif' or 'apng'/,
      );
    });
  });
});

describe('RenderCollection', () => {
  it('collects one drawing at the reset and one a step, and forgets what it gave', () => {
    const env = new RenderCollection(make('CartPole-v1'), { mode: 'scene' });
    env.reset({ seed: 0 });
    env.step(0);
    const last = env.render('scene');
    const frames = env.frames();
    expect(frames).toHaveLength(2);
    expect(frames[1]).toEqual(last);
    expect(env.frames()).toEqual([]);
    env.step(0);
    expect(env.frames()).toHaveLength(1);
  });

  it('keeps drawings over calls and over resets where it is told to', () => {
    const env = new RenderCollection(make('FrozenLake-v1'), { mode: 'ansi', popFrames: false, resetClean: false });
    env.reset({ seed: 0 });
    env.reset({ seed: 0 });
    expect(env.frames()).toHaveLength(2);
    expect(env.frames()).toHaveLength(2);
    const cleaned = new RenderCollection(make('FrozenLake-v1'), { mode: 'ansi', popFrames: false });
    cleaned.reset({ seed: 0 });
    cleaned.reset({ seed: 0 });
    expect(cleaned.frames()).toHaveLength(1);
  });

  it('collects pixels where it is told nothing', () => {
    const env = new RenderCollection(make('CartPole-v1', SMALL));
    env.reset({ seed: 0 });
    expect(env.frames()).toEqual([env.render('rgb_array')]);
  });

  it('refuses a mode that the environment does not draw', () => {
    expect(() => new RenderCollection(make('CartPole-v1'), { mode: 'ansi' })).toThrow(
      'Cannot collect drawings of CartPole-v1: the mode is one of scene, rgb_array, got "ansi". Give one of them.',
    );
  });
});
