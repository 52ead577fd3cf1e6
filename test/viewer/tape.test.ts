import { describe, expect, it } from 'vitest';
import type { Scene } from '../../envs/core/scene.ts';
import type { StepChunk } from '../../server/protocol/messages.ts';
import { MAX_TAPE_SCENES, MAX_TAPE_STEPS, Tape } from '../../viewer/playback/tape.ts';

const START = { kind: 'seed', seed: 1 } as const;
const SCENE: Scene = { view: { x: 0, y: 0, width: 1, height: 1 }, shapes: [] };

/** `count` steps from `from`, action and reward both the step's number. */
function chunk(from: number, count: number, more: Partial<StepChunk> = {}): StepChunk {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  return { episode: 1, from, actions: numbers, rewards: numbers, policies: numbers.map(() => null), ...more };
}

describe('Tape', () => {
  it('joins chunks, leaving out steps it has', () => {
    const tape = new Tape(1, START, null);
    expect(tape.append(chunk(0, 3))).toBe(true);
    expect(tape.append(chunk(1, 4))).toBe(true);
    expect(tape.append(chunk(0, 2))).toBe(true);
    expect(tape.actions).toEqual([0, 1, 2, 3, 4]);
    expect(tape.end).toBe(5);
  });

  it('refuses a chunk after a gap and keeps what it had', () => {
    const tape = new Tape(1, START, null);
    tape.append(chunk(0, 2));
    expect(tape.append(chunk(3, 2))).toBe(false);
    expect(tape.actions).toEqual([0, 1]);
  });

  it('knows the return at every step', () => {
    const tape = new Tape(1, START, null);
    tape.append(chunk(0, 5)); // rewards 0 1 2 3 4
    expect([0, 1, 2, 3, 4, 5].map((step) => tape.returnAt(step))).toEqual([0, 0, 1, 3, 6, 10]);
  });

  it('counts rewards that a snapshot forgot', () => {
    const tape = Tape.fromSnapshot({
      episode: 4,
      start: { kind: 'state', state: null },
      startStep: 100,
      returnBefore: 77,
      firstScene: null,
      chunks: [{ ...chunk(100, 2), rewards: [1, 1] }],
      outcome: null,
    });
    expect([tape.base, tape.end, tape.ended]).toEqual([100, 102, false]);
    expect([tape.returnAt(100), tape.returnAt(102)]).toEqual([77, 79]);
  });

  it('forgets its beginning up to a keyframe when it grows too long, returns unchanged', () => {
    const tape = new Tape(1, START, null);
    const size = 1_000;
    for (let from = 0; from < 2 * MAX_TAPE_STEPS; from += size) {
      tape.append({
        ...chunk(from, size, { keyframe: { step: from, state: from } }),
        rewards: new Array(size).fill(1),
      });
      expect(tape.actions.length).toBeLessThanOrEqual(MAX_TAPE_STEPS + size);
      expect(tape.returnAt(tape.end)).toBe(tape.end);
    }
    expect(tape.base).toBeGreaterThan(0);
    expect(tape.generation).toBeGreaterThan(0);
    expect(tape.origin).toEqual({ kind: 'state', state: tape.base }); // The keyframe of that very step.
    expect(tape.actions[0]).toBe(tape.base);
  });

  it('keeps a long bundled episode whole where no keyframe came to begin anew at', () => {
    const tape = new Tape(1, START, null);
    for (let from = 0; from < MAX_TAPE_STEPS + 5_000; from += 5_000) tape.append(chunk(from, 5_000));
    expect(tape.base).toBe(0);
  });

  it('bounds streamed scenes and stays drawable from its new beginning', () => {
    const tape = new Tape(1, null, SCENE);
    for (let step = 0; step < 3 * MAX_TAPE_SCENES; step++) {
      tape.append(chunk(step, 1, { scenes: [{ step: step + 1, scene: SCENE }] }));
      expect(tape.scenes.length).toBeLessThanOrEqual(MAX_TAPE_SCENES);
    }
    expect(tape.base).toBeGreaterThan(0);
    expect(tape.scenes[0]!.step).toBe(tape.base);
    expect(tape.end).toBe(3 * MAX_TAPE_SCENES);
  });
});
