/** Batches of the jsnes engine observe what those of the core do, bit for bit: another program computes the same sums in another order. */
import { describe, expect, it } from 'vitest';
import { BUTTON, type ObservationOptions } from '../../../../envs/nes/core/engine.ts';
import { createLudusBatch } from '../../../../envs/nes/core/ludus-batch.ts';
import { createJsnesBatch } from '../../../../envs/nes/jsnes/jsnes-batch.ts';
import { ADDRESS, COMMAND_START } from '../../../../envs/nes/pong/addresses.ts';
import { pongRom } from '../../../../envs/nes/pong/rom.ts';
import { isSame } from '../core/micro-rom.ts';

const WHOLE = { left: 0, top: 0, width: 256, height: 240 };
const OPTIONS: Readonly<Record<string, ObservationOptions>> = {
  'grey, scaled, stacked': {
    frameSkip: 4,
    maxOfTwo: false,
    crop: WHOLE,
    width: 84,
    height: 84,
    color: 'grayscale',
    stack: 4,
  },
  'the brighter of two frames': {
    frameSkip: 3,
    maxOfTwo: true,
    crop: WHOLE,
    width: 84,
    height: 84,
    color: 'grayscale',
    stack: 1,
  },
  'colours of a piece, the brighter of two': {
    frameSkip: 2,
    maxOfTwo: true,
    crop: { left: 13, top: 31, width: 201, height: 177 },
    width: 67,
    height: 50,
    color: 'rgb',
    stack: 2,
  },
  'a piece as large as it is': {
    frameSkip: 1,
    maxOfTwo: false,
    crop: { left: 101, top: 40, width: 55, height: 33 },
    width: 55,
    height: 33,
    color: 'rgb',
    stack: 1,
  },
  'one pixel of all': {
    frameSkip: 4,
    maxOfTwo: true,
    crop: WHOLE,
    width: 1,
    height: 1,
    color: 'grayscale',
    stack: 1,
  },
};

describe('a batch of jsnes consoles', () => {
  it.each(Object.keys(OPTIONS))('observes as one of the core does: %s', (name) => {
    const batches = [createLudusBatch, createJsnesBatch].map((create) => {
      const batch = create(pongRom(), 2, OPTIONS[name]!);
      for (const [index, console] of batch.instances.entries()) {
        console.run(6, true);
        console.poke(ADDRESS.players, index); // a demonstration, and a game
        console.poke(ADDRESS.command, COMMAND_START);
        console.run(30, true);
        batch.observe(index);
      }
      return batch;
    });
    const [ours, theirs] = batches;
    expect(isSame(theirs!.observations, ours!.observations)).toBe(true);
    for (let step = 0; step < 20; step++) {
      for (const batch of batches) {
        batch.pads.fill(step % 3 === 0 ? BUTTON.up : BUTTON.down);
        batch.resting[1] = step % 5 === 4 ? 1 : 0;
        batch.step();
      }
      expect(isSame(theirs!.observations, ours!.observations), `step ${step}`).toBe(true);
    }
    expect(ours!.observations.some((level) => level > 0)).toBe(true); // there is something to see
  });
});
