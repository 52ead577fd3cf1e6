import { describe, expect, it } from 'vitest';
import type { EpisodeStart } from '../../envs/core/replay.ts';
import type { Scene } from '../../envs/core/scene.ts';
import { make } from '../../envs/index.ts';
import { SimulatedSource, StreamedSource } from '../../viewer/playback/source.ts';
import { Tape } from '../../viewer/playback/tape.ts';

/** Plays CartPole with alternating pushes and says what each moment looked like: the expected values below. */
function played(steps: number, begin = 0) {
  const env = make('CartPole-v1');
  env.reset({ seed: 7 });
  const actions: number[] = [];
  const rewards: number[] = [];
  let start: EpisodeStart = { kind: 'seed', seed: 7 };
  const scenes: Scene[] = [env.render('scene')];
  for (let i = 0; i < steps; i++) {
    if (i === begin && begin > 0) start = { kind: 'state', state: env.getState() };
    actions.push(i % 2);
    rewards.push(env.step(i % 2)[1]);
    scenes.push(env.render('scene'));
  }
  return { spec: env.spec!, start, actions, rewards, scenes };
}

function chunk(episode: ReturnType<typeof played>, from: number, to: number) {
  const actions = episode.actions.slice(from, to);
  return { episode: 1, from, actions, rewards: episode.rewards.slice(from, to), policies: actions.map(() => null) };
}

describe('SimulatedSource', () => {
  it('gives the scenes of the episode at every step, forward, back and by jumps', () => {
    const episode = played(20);
    const tape = new Tape(1, episode.start, null);
    tape.append(chunk(episode, 0, 20));
    const source = new SimulatedSource(tape, episode.spec);
    for (const step of [0, 1, 2, 3, 2, 1, 15, 16, 4, 20, 0]) {
      const moment = source.at(step);
      expect(moment.scene).toEqual(episode.scenes[step]);
      expect(moment.next).toEqual(step === 20 ? null : episode.scenes[step + 1]);
    }
    expect(source.diverged).toBe(false);
  });

  it('is between two scenes at a fraction of a step', () => {
    const episode = played(5);
    const tape = new Tape(1, episode.start, null);
    tape.append(chunk(episode, 0, 5));
    const moment = new SimulatedSource(tape, episode.spec).at(3.25);
    expect(moment).toEqual({ scene: episode.scenes[3], next: episode.scenes[4], t: 0.25 });
  });

  it('goes on when the tape grows', () => {
    const episode = played(12);
    const tape = new Tape(1, episode.start, null);
    const source = new SimulatedSource(tape, episode.spec);
    expect(source.at(0).next).toBeNull();
    tape.append(chunk(episode, 0, 6));
    expect(source.at(6).scene).toEqual(episode.scenes[6]);
    tape.append(chunk(episode, 6, 12));
    expect(source.at(6).next).toEqual(episode.scenes[7]);
    expect(source.at(12).scene).toEqual(episode.scenes[12]);
  });

  it('plays an episode whose beginning was forgotten', () => {
    const episode = played(14, 8);
    const tape = new Tape(1, episode.start, null, 8, 8);
    tape.append(chunk(episode, 8, 14));
    const source = new SimulatedSource(tape, episode.spec);
    expect(source.at(8).scene).toEqual(episode.scenes[8]);
    expect(source.at(14).scene).toEqual(episode.scenes[14]);
    expect(source.at(3).scene).toEqual(episode.scenes[8]); // Nothing before it is known.
    expect(source.diverged).toBe(false);
  });

  it('notices rewards that are not the ones that were sent', () => {
    const episode = played(6);
    const tape = new Tape(1, episode.start, null);
    tape.append({ ...chunk(episode, 0, 6), rewards: [1, 1, 1, 0.5, 1, 1] });
    const source = new SimulatedSource(tape, episode.spec);
    source.at(1);
    expect(source.diverged).toBe(false);
    source.at(5);
    expect(source.diverged).toBe(true);
  });
});

describe('StreamedSource', () => {
  it('stands between the scenes around the position, however many steps they are apart', () => {
    const { scenes } = played(3);
    const [a, b, c] = scenes as [Scene, Scene, Scene];
    const tape = new Tape(1, null, a);
    const source = new StreamedSource(tape);
    tape.append({
      episode: 1,
      from: 0,
      actions: [0, 0, 0, 0, 0, 0],
      rewards: [0, 0, 0, 0, 0, 0],
      policies: [],
      scenes: [
        { step: 4, scene: b },
        { step: 6, scene: c },
      ],
    });
    expect(source.at(0)).toEqual({ scene: a, next: null, t: 0 });
    expect(source.at(1)).toEqual({ scene: a, next: b, t: 0.25 });
    expect(source.at(4)).toEqual({ scene: b, next: null, t: 0 });
    expect(source.at(5.5)).toEqual({ scene: b, next: c, t: 0.75 });
    expect(source.at(6)).toEqual({ scene: c, next: null, t: 0 });
  });

  it('has nothing to show before the first scene', () => {
    expect(new StreamedSource(new Tape(1, null, null)).at(0)).toBeNull();
  });
});
