/** What comes broken from outside: cartridges, states. Each fault is one error that says so, and harms nothing. */
import { describe, expect, it } from 'vitest';
import { make } from '../../../envs/index.ts';
import { createLudusEngine } from '../../../envs/nes/core/ludus-engine.ts';
import { createJsnesEngine } from '../../../envs/nes/jsnes/jsnes-engine.ts';
import { pongRom } from '../../../envs/nes/pong/rom.ts';
import { NesEnv } from '../../../envs/nes/profile/nes-env.ts';
import { Bytes, isSame } from './core/micro-rom.ts';

const ENGINES = [
  ['ludus', createLudusEngine],
  ['jsnes', createJsnesEngine],
] as const;

describe.each(ENGINES)('a cartridge for the %s engine', (name, create) => {
  it.each([0, 3, 15, 16, 1000, 16 + 16_384, pongRom().length - 1])(
    'that is cut off after %i bytes is refused',
    (bytes) => {
      expect(() => create(pongRom().subarray(0, bytes))).toThrow(/^Cannot (read|put in) a cartridge: /);
    },
  );

  it('that is no iNES file is refused', () => {
    expect(() => create(new TextEncoder().encode('<!doctype html><title>404</title>'))).toThrow(
      /^Cannot (read|put in)/,
    );
  });

  it('with a mapper that it has not is refused', () => {
    const rom = pongRom().slice();
    rom.set([rom[6]! | 0xf0, rom[7]! | 0xf0], 6); // 255, which no board has
    expect(() => create(rom)).toThrow(name === 'ludus' ? 'mapper 255' : /^Cannot put in a cartridge/);
  });

  it('with any header is refused, or runs', () => {
    const bytes = new Bytes(11);
    for (let round = 0; round < 80; round++) {
      const rom = pongRom().slice();
      for (let change = 0; change < 3; change++) rom[4 + bytes.next(12)] = bytes.next();
      try {
        create(rom).run(2, true);
      } catch (error) {
        expect((error as Error).message).toMatch(/^Cannot (read|put in|run) a c/);
      }
    }
  });

  it('that is a picture of noise is run until its processor locks up, and says where', () => {
    const bytes = new Bytes(12);
    const rom = pongRom().map((byte, index) => (index < 16 ? byte : bytes.next()));
    expect(() => create(rom).run(2000, false)).toThrow(/^Cannot run/);
  });
});

describe('a state for the jsnes engine', () => {
  it('with any bytes changed is refused, or goes on until it is told otherwise', () => {
    const engine = createJsnesEngine(pongRom());
    engine.run(5, true);
    const state = engine.saveState();
    const bytes = new Bytes(13);
    for (let round = 0; round < 30; round++) {
      const altered = state.slice();
      for (let change = 0; change < 4; change++) altered[bytes.next(altered.length)] = bytes.next();
      try {
        engine.loadState(altered);
        engine.run(1, true);
      } catch (error) {
        expect((error as Error).message).toMatch(/^Cannot (load a state|run)/);
      }
    }
    engine.loadState(state);
    expect(isSame(engine.saveState(), state)).toBe(true);
  });
});

describe('a state for a world', () => {
  it.each([
    ['nothing', () => null],
    ['another kind', () => 'state'],
    ['a list', () => [1, 2, 3]],
    ['one of which the console is cut off', (state: object) => cutConsole(state)],
  ])('that is %s is refused, and the world stays as it was', (_, broken) => {
    const env = new NesEnv();
    env.reset({ seed: 1 });
    env.step(1);
    const before = env.getState();
    expect(() => env.setState(broken(before as object) as never)).toThrow(/^Cannot restore/);
    const [obs] = env.step(2);
    const twin = new NesEnv();
    twin.reset({ seed: 1 });
    twin.step(1);
    const [expected] = twin.step(2);
    expect(isSame(obs as Uint8Array, expected as Uint8Array)).toBe(true);
  });
});

describe("another world's state", () => {
  it.each([
    [
      'Pong-v0',
      { engine: 'ludus' },
      'in the ludus engine, of two pads, an observation of 28224 bytes, got {console: Uint8Array',
    ],
    [
      'Pong-v0',
      { engine: 'jsnes' },
      'in the jsnes engine, of two pads, an observation of 28224 bytes, got {console: Uint8Array',
    ],
    ['Pong-ram-v0', { engine: 'ludus' }, 'in the ludus engine, of two pads, got {console: Uint8Array'],
    ['PongDuel-v0', { engine: 'ludus' }, 'in the ludus engine, of two pads, got {console: Uint8Array'],
  ])('is refused by %s with %j in one sentence', (id, kwargs, rule) => {
    const [env, other] = [make(id, kwargs), make(id, { engine: kwargs.engine === 'ludus' ? 'jsnes' : 'ludus' })];
    env.reset({ seed: 1 });
    other.reset({ seed: 1 });
    expect(() => env.setState(other.getState())).toThrow(
      `Cannot restore ${id}: its state is the bytes of a console with Pong ${rule}`,
    );
  });
});

/** The state with the first array of bytes in it cut in half, however deep it lies. */
function cutConsole(state: object): object {
  return Object.fromEntries(
    Object.entries(state).map(([key, value]) => [
      key,
      value instanceof Uint8Array
        ? value.subarray(0, value.length >> 1)
        : typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
          ? cutConsole(value)
          : value,
    ]),
  );
}
