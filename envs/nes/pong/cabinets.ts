/**
 * Consoles with the Pong cartridge: what the single worlds (one) and the vector worlds (many) play on. A row is one console; a step of
 * it holds two pads for `frameskip` frames. A console is booted once; each game after that begins from the saved moment after
 * the boot with the settings and the seed poked.
 */
import type { Generator } from '../../core/seeding/generator.ts';
import {
  BUTTON,
  FRAME_HEIGHT,
  FRAME_WIDTH,
  type NesBatch,
  type NesEngine,
  type ObservationOptions,
} from '../core/engine.ts';
import { createLudusBatch } from '../core/ludus-batch.ts';
import { createJsnesBatch } from '../jsnes/jsnes-batch.ts';
import { ADDRESS, COMMAND_START, DIFFICULTIES, LEFT, READY, RIGHT, SEEDS, STATE } from './addresses.ts';
import { pongRom } from './rom.ts';
import type { PongSettings } from './settings.ts';

/** What a seat can do: nothing, up, down. */
export const SEAT_ACTIONS = 3;
const BUTTONS = Uint8Array.of(0, BUTTON.up, BUTTON.down); // [SEAT_ACTIONS]

/** Frames between power-on and READY are 3; more than this, and the cartridge is broken. */
const BOOT_FRAMES = 60;
/** Frames after the command until both scores and the message have been drawn. */
const SETTLE_FRAMES = 4;

/** Players beside the computer. */
export type Players = 1 | 2;

export class Cabinets {
  readonly batch: NesBatch;
  readonly #settings: PongSettings;
  readonly #players: Players;
  /** Whether steps draw and observe. */
  readonly #sees: boolean;
  readonly #booted: Uint8Array;
  readonly #rowBytes: number;

  /** @param view what is observed, or null for worlds that look at RAM alone and draw nothing */
  constructor(numEnvs: number, settings: PongSettings, players: Players, view: ObservationOptions | null) {
    const create = settings.engine === 'ludus' ? createLudusBatch : createJsnesBatch;
    this.batch = create(pongRom(), numEnvs, view ?? { ...UNSEEN, frameSkip: settings.frameskip });
    this.#settings = settings;
    this.#players = players;
    this.#sees = view !== null;
    this.#rowBytes = this.batch.observations.length / numEnvs;
    this.#booted = boot(this.batch.instances[0]!);
  }

  /** RAM of a row's console, live. */
  ram(row: number): Uint8Array {
    return this.batch.instances[row]!.ram;
  }

  /** The observation of a row, live; all of it where `row` is the only one. */
  observation(row: number): Uint8Array {
    return this.batch.observations.subarray(row * this.#rowBytes, (row + 1) * this.#rowBytes);
  }

  /** Begins a game: its seed and its first frames are drawn from the generator. */
  begin(row: number, generator: Generator): void {
    const console = this.batch.instances[row]!;
    const { difficulty, pointsToWin, noopMax } = this.#settings;
    const seed = generator.integers(SEEDS);
    const waits = SETTLE_FRAMES + generator.integers(noopMax + 1);
    console.loadState(this.#booted);
    console.setPads(0, 0);
    console.poke(ADDRESS.players, this.#players);
    console.poke(ADDRESS.level, DIFFICULTIES.indexOf(difficulty));
    console.poke(ADDRESS.points, pointsToWin);
    for (let byte = 0; byte < 3; byte++) console.poke(ADDRESS.seed + byte, (seed >> (8 * byte)) & 0xff);
    console.poke(ADDRESS.command, COMMAND_START);
    console.run(waits, this.#sees);
    this.batch.pads.fill(0, this.#padsOf(row), this.#padsOf(row + 1));
    if (this.#sees) this.batch.observe(row);
  }

  /**
   * Holds what the seats do during the next step, or, where actions stick, what they did before: decided for each frame and seat.
   *
   * @param right, left in the range `[0, SEAT_ACTIONS)`
   */
  hold(row: number, right: number, left: number, generator: Generator): void {
    const { pads } = this.batch;
    const { frameskip, repeatActionProbability } = this.#settings;
    const first = this.#padsOf(row);
    const end = first + 2 * frameskip;
    const wanted1 = BUTTONS[right]!;
    const wanted2 = BUTTONS[left]!;
    let pad1 = pads[end - 2]!;
    let pad2 = pads[end - 1]!;
    for (let at = first; at < end; at += 2) {
      if (repeatActionProbability === 0 || generator.random() >= repeatActionProbability) pad1 = wanted1;
      if (this.#players === 2 && (repeatActionProbability === 0 || generator.random() >= repeatActionProbability)) {
        pad2 = wanted2;
      }
      pads[at] = pad1;
      pads[at + 1] = pad2;
    }
  }

  /** Steps the rows that do not rest (`batch.resting`). */
  step(): void {
    if (this.#sees) {
      this.batch.step();
      return;
    }
    const { instances, pads, resting } = this.batch;
    const { frameskip, repeatActionProbability } = this.#settings;
    for (let row = 0; row < instances.length; row++) {
      if (resting[row] !== 0) continue;
      const console = instances[row]!;
      let at = this.#padsOf(row);
      if (repeatActionProbability === 0) {
        console.setPads(pads[at]!, pads[at + 1]!);
        console.run(frameskip, false);
        continue;
      }
      for (const end = at + 2 * frameskip; at < end; at += 2) {
        console.setPads(pads[at]!, pads[at + 1]!);
        console.run(1, false);
      }
    }
  }

  /** What the right seat is ahead. */
  lead(row: number): number {
    const ram = this.ram(row);
    return ram[ADDRESS.scores + RIGHT]! - ram[ADDRESS.scores + LEFT]!;
  }

  isOver(row: number): boolean {
    return this.ram(row)[ADDRESS.state] === STATE.over;
  }

  /**
   * The picture of a row. Where nothing is observed, nothing has been drawn: then it is the picture that the next frame will show, drawn on
   * a console that goes back afterwards.
   *
   * @returns [240, 256] uint8, a copy
   */
  picture(row: number): Uint8Array {
    const console = this.batch.instances[row]!;
    if (this.#sees) return console.frame.slice();
    const before = console.saveState();
    console.run(1, true);
    const picture = console.frame.slice();
    console.loadState(before);
    return picture;
  }

  save(row: number): CabinetState {
    return {
      console: this.batch.instances[row]!.saveState(),
      held: this.batch.pads.slice(this.#padsOf(row + 1) - 2, this.#padsOf(row + 1)),
      observation: this.#sees ? this.observation(row).slice() : new Uint8Array(0),
    };
  }

  /** What `isState` asks for, as part of a sentence. */
  get stateRule(): string {
    const seen = this.#sees ? `, an observation of ${this.#rowBytes} bytes` : '';
    return `the bytes of a console with Pong in the ${this.#settings.engine} engine, of two pads${seen}`;
  }

  /** Whether a value is the state of a cabinet with these settings. Leaves the row as it is. */
  isState(row: number, state: unknown): state is CabinetState {
    const { console, held, observation } = (state ?? {}) as Partial<CabinetState>;
    if (!(console instanceof Uint8Array && held instanceof Uint8Array && observation instanceof Uint8Array))
      return false;
    if (held.length !== 2 || observation.length !== (this.#sees ? this.#rowBytes : 0)) return false;
    // `loadState` is the judge of a console's bytes; it changes nothing where it refuses.
    const instance = this.batch.instances[row]!;
    const before = instance.saveState();
    try {
      instance.loadState(console);
    } catch {
      return false;
    }
    instance.loadState(before);
    return true;
  }

  load(row: number, { console, held, observation }: CabinetState): void {
    this.batch.instances[row]!.loadState(console);
    this.batch.pads.set(held, this.#padsOf(row + 1) - 2);
    if (this.#sees) this.observation(row).set(observation);
  }

  #padsOf(row: number): number {
    return row * 2 * this.#settings.frameskip;
  }
}

export type CabinetState = {
  readonly console: Uint8Array;
  /** Of the last frame: pad 1, pad 2. */
  readonly held: Uint8Array;
  readonly observation: Uint8Array;
};

/** For those who look at RAM alone: as little as a batch can observe. */
const UNSEEN = {
  maxOfTwo: false,
  crop: { left: 0, top: 0, width: FRAME_WIDTH, height: FRAME_HEIGHT },
  width: 1,
  height: 1,
  color: 'grayscale',
  stack: 1,
} as const;

/** The console two frames after the cartridge is ready. */
function boot(console: NesEngine): Uint8Array {
  for (let frame = 0; console.ram[ADDRESS.ready] !== READY; frame++) {
    if (frame === BOOT_FRAMES) throw new Error(`Cannot start Pong: after ${BOOT_FRAMES} frames it is not ready.`);
    console.run(1, false);
  }
  console.run(2, true);
  return console.saveState();
}
