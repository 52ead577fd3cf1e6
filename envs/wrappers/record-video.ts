/**
 * Records episodes as videos while they are played: every frame goes to the file as it comes, so memory stays the same however long the
 * episode. Node only, because it writes files; everything else of an environment runs on as without it.
 *
 * Source: Gymnasium 1.4 `gymnasium/wrappers/rendering.py`, `RecordVideo`, and `gymnasium/utils/save_video.py`. Differs: the formats are GIF
 * (the default), APNG and, with ffmpeg, MP4; a video of `videoLength` has so many frames, where Gymnasium's has one more; `close` is what
 * ends the last one.
 */
import type { Env, ResetArgs, ResetResult, StepResult } from '../core/env.ts';
import { nodeFiles } from '../core/node-files.ts';
import { show } from '../core/show.ts';
import { checkVideoType, VIDEO_TYPES, VideoFile, type VideoType } from '../core/video/video-file.ts';
import { Wrapper } from './wrapper.ts';

export interface RecordVideoOptions {
  /** Whether to record the episode of this number, counted from 0. Default, where there is no `stepTrigger` either: `cappedCubicSchedule`. */
  readonly episodeTrigger?: ((episode: number) => boolean) | undefined;
  /** Whether to begin a video at this step, counted from 0 over all episodes. */
  readonly stepTrigger?: ((step: number) => boolean) | undefined;
  /** Frames of a video, which may then span episodes; default 0, each video one episode. */
  readonly videoLength?: number | undefined;
  /** Files are `<prefix>-episode-<n>.<type>` and `<prefix>-step-<n>.<type>`; default `rl-video`. */
  readonly namePrefix?: string | undefined;
  /** Frames a second; default the environment's `renderFps`. */
  readonly fps?: number | undefined;
  /** Default `gif`. */
  readonly type?: VideoType | undefined;
}

/** Episodes 0, 1, 8, 27, ... up to 1000, then every 1000th: Gymnasium's `capped_cubic_video_schedule`. */
export function cappedCubicSchedule(episode: number): boolean {
  return episode < 1000 ? Math.round(Math.cbrt(episode)) ** 3 === episode : episode % 1000 === 0;
}

export class RecordVideo<Obs = unknown, Act = unknown> extends Wrapper<Obs, Act> {
  /** The videos that are done, absolute paths. */
  readonly videos: string[] = [];
  readonly #folder: string;
  readonly #episodeTrigger: (episode: number) => boolean;
  readonly #stepTrigger: (step: number) => boolean;
  readonly #videoLength: number;
  readonly #namePrefix: string;
  readonly #fps: number;
  readonly #type: VideoType;
  #episode = -1;
  #step = -1;
  /** The name of the video being recorded, null between two; its file begins with its first frame. */
  #name: string | null = null;
  #file: VideoFile | null = null;

  /**
   * @param folder where the videos go; made where there is none. Videos of the same name are replaced.
   * @throws {RangeError|TypeError} on a bad option, or an environment that draws no pixels; {Error} where the folder cannot be made or
   *   ffmpeg is missing
   */
  constructor(env: Env<Obs, Act>, folder: string, options: RecordVideoOptions = {}) {
    super(env);
    const { episodeTrigger, stepTrigger, videoLength = 0, namePrefix = 'rl-video', type = 'gif' } = options;
    const { fps = env.metadata.renderFps } = options;
    if (!env.metadata.renderModes.includes('rgb_array')) {
      throw new TypeError(
        `Cannot record videos of ${this.label}: it draws rgb_array, got ${env.metadata.renderModes.join(', ') || 'no modes'}. ` +
          'Draw a scene in a world that extends World, which then draws pixels too.',
      );
    }
    check('videoLength', 'an integer of 0 or more', videoLength, Number.isSafeInteger(videoLength) && videoLength >= 0);
    check('fps', 'a number in (0, 1000]', fps, fps > 0 && fps <= 1000);
    check('namePrefix', 'a name without slashes', namePrefix, /^[^/\\]+$/.test(namePrefix));
    check('type', `one of ${VIDEO_TYPES.join(', ')}`, type, VIDEO_TYPES.includes(type));
    checkVideoType(type);
    const files = nodeFiles('record a video');
    this.#folder = files.resolve(folder);
    files.makeFolder(this.#folder);
    this.#episodeTrigger = episodeTrigger ?? (stepTrigger === undefined ? cappedCubicSchedule : () => false);
    this.#stepTrigger = stepTrigger ?? (() => false);
    this.#videoLength = videoLength === 0 ? Infinity : videoLength;
    this.#namePrefix = namePrefix;
    this.#fps = fps;
    this.#type = type;
  }

  /** Whether a video is being recorded. */
  get recording(): boolean {
    return this.#name !== null;
  }

  override reset(args?: ResetArgs): ResetResult<Obs> {
    const result = this.env.reset(args);
    this.#episode++;
    if (this.#videoLength === Infinity) this.stop();
    if (this.#episodeTrigger(this.#episode)) this.start(`${this.#namePrefix}-episode-${this.#episode}`);
    this.#capture();
    return result;
  }

  override step(action: Act): StepResult<Obs> {
    const result = this.env.step(action);
    this.#step++;
    if (this.#stepTrigger(this.#step)) this.start(`${this.#namePrefix}-step-${this.#step}`);
    this.#capture();
    return result;
  }

  /** Begins a video by hand, ending the one being recorded. @param name of the file, without its ending */
  start(name: string): void {
    this.stop();
    this.#name = name;
  }

  /** Ends the video being recorded, if there is one. Throws an `Error` where it cannot be written. */
  stop(): void {
    const file = this.#file;
    this.#name = null;
    this.#file = null;
    if (file === null) return;
    file.finish();
    this.videos.push(file.path);
  }

  /** Ends the video being recorded, too. */
  override close(): void {
    try {
      this.stop();
    } finally {
      super.close();
    }
  }

  #capture(): void {
    if (this.#name === null) return;
    const pixels = this.env.render('rgb_array');
    try {
      this.#file ??= new VideoFile(`${this.#folder}/${this.#name}`, this.#type, {
        width: pixels.width,
        height: pixels.height,
        fps: this.#fps,
      });
      this.#file.add(pixels);
    } catch (error) {
      this.#name = null; // told once; playing may go on
      this.#file = null;
      throw error;
    }
    if (this.#file.frames >= this.#videoLength) this.stop();
  }
}

function check(name: string, rule: string, value: unknown, holds: boolean): void {
  if (!holds) throw new RangeError(`Cannot record videos: ${name} is ${rule}, got ${show(value)}. Give such a value.`);
}
