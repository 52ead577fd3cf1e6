/**
 * NesEnv: any cartridge and a profile make a world. The profile says what counts (`profile.ts`), the `ludus` core runs the console.
 */
import type { EnvMetadata, Kwargs, Pixels, ResetResult, State, StepResult } from '../../core/env.ts';
import { platform } from '../../core/platform.ts';
import type { Color, Scene } from '../../core/scene.ts';
import { show } from '../../core/show.ts';
import { World } from '../../core/world.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { FRAME_HEIGHT, FRAME_WIDTH, type NesBatch, type NesEngine, RAM_BYTES } from '../core/engine.ts';
import { createLudusBatch } from '../core/ludus-batch.ts';
import { NES_PALETTE_HEX } from '../core/palette.ts';
import { pixelsOf } from '../core/pixels.ts';
import { pongRom } from '../pong/rom.ts';
import type { Memory } from './expression.ts';
import { padControls } from './pad-controls.ts';
import { PONG_PROFILE } from './pong-profile.ts';
import { type Profile, readProfile } from './profile.ts';

/** The keyword arguments and their defaults. */
export const NES_KWARGS = {
  /** What makes a world of the cartridge, as JSON; null for Pong's. */
  profile: null,
  /** The cartridge, an iNES file as base64; null for the Pong that ships with Ludus. */
  rom: null,
} as const;

/** For worlds that do not observe pixels: the picture is there to be looked at. */
const PICTURE_ONLY = {
  crop: { left: 0, top: 0, width: FRAME_WIDTH, height: FRAME_HEIGHT },
  width: 1,
  height: 1,
  color: 'grayscale',
  stack: 1,
  maxOfTwo: false,
} as const;
const FRAMES_PER_SECOND = 60;
/** `#rrggbb` for each colour of the console. */
const PALETTE = NES_PALETTE_HEX as readonly Color[];

/**
 * A world made of an NES cartridge and a profile. Cartridge and profile are keyword arguments, so that runs, replays and sessions over
 * the wire carry all that the world is.
 *
 * - actions: `Discrete`, one for each of the profile's `actions`: the buttons held for `frameSkip` frames; of each frame the action
 *   before is held instead with `repeatActionProbability`
 * - observation, by the profile's: `pixels`: `[stack, height, width]` uint8 (`[stack, height, width, 3]` in RGB; without the first
 *   axis where nothing is stacked), cut out, averaged down, the brighter of the last two frames; `ram`: `[2048]` uint8; `features`:
 *   `[features]` float32
 * - reward: the profile's `reward`
 * - info: the profile's `variables`, by name
 * - start: the console is switched on, the profile's `start` is done, then up to `noopMax` frames pass without a button
 * - terminates: where the profile's `terminated` is not 0
 */
export class NesEnv extends World<Uint8Array | Float32Array, number> {
  override readonly observationSpace: Box<Uint8Array | Float32Array>;
  override readonly actionSpace: Discrete;
  override readonly metadata: EnvMetadata;
  readonly #profile: Profile;
  readonly #batch: NesBatch;
  readonly #console: NesEngine;
  readonly #memory: Memory;
  readonly #features: Float32Array; // [features], or empty
  /** The console after the steps of `start` that are the same in every episode; null before the first. */
  #begun: Uint8Array | null = null;
  /** The pad of the action before. */
  #held = 0;

  /** @throws {TypeError|RangeError} on a profile or a cartridge that is none, saying what is wrong */
  constructor(kwargs: Kwargs = NES_KWARGS) {
    super();
    const profile = readProfile(kwargs.profile ?? PONG_PROFILE);
    this.#profile = profile;
    const { observation, frameSkip } = profile;
    const options = observation.kind === 'pixels' ? observation.options : PICTURE_ONLY;
    this.#batch = createLudusBatch(romOf(kwargs.rom ?? null), 1, { ...options, frameSkip });
    this.#console = this.#batch.instances[0]!;
    this.#memory = { ram: this.#console.ram, ramBefore: new Uint8Array(RAM_BYTES) };
    this.#features = new Float32Array(observation.kind === 'features' ? observation.features.length : 0);
    this.actionSpace = new Discrete(profile.actionNames.length);
    this.observationSpace = spaceOf(profile);
    this.metadata = {
      renderModes: ['scene', 'rgb_array'],
      renderFps: Math.round(FRAMES_PER_SECOND / frameSkip),
      actionNames: profile.actionNames,
      controls: padControls(profile),
    };
  }

  protected override begin(): ResetResult<Uint8Array | Float32Array> {
    const { start, noopMax } = this.#profile;
    const console = this.#console;
    const fixed = start.findIndex((step) => step.kind === 'poke' && step.value === null);
    const sameEveryTime = fixed === -1 ? start.length : fixed;
    if (this.#begun === null) {
      console.powerOn();
      for (let i = 0; i < sameEveryTime; i++) this.#startStep(i);
      this.#begun = console.saveState();
    } else {
      console.loadState(this.#begun);
    }
    for (let i = sameEveryTime; i < start.length; i++) this.#startStep(i);
    const noops = noopMax === 0 ? 0 : this.generator.integers(0, noopMax + 1);
    console.setPads(0, 0);
    // One frame more, which is drawn: an episode begins with a picture.
    console.run(noops + 1, true);
    this.#batch.observe(0);
    this.#held = 0;
    this.#memory.ramBefore.set(console.ram);
    return [this.#observe(), this.#variables()];
  }

  #startStep(index: number): void {
    const step = this.#profile.start[index]!;
    if (step.kind === 'poke') {
      this.#console.poke(step.address, step.value ?? this.generator.integers(0, 256));
    } else {
      this.#console.setPads(step.pads, 0);
      this.#console.run(step.frames, false);
    }
  }

  override step(action: number): StepResult<Uint8Array | Float32Array> {
    const { pads, frameSkip, repeatActionProbability, reward, terminated } = this.#profile;
    if (this.phase !== 'running' || !(Number.isInteger(action) && action >= 0 && action < pads.length)) {
      throw this.refusal(action);
    }
    const memory = this.#memory;
    memory.ramBefore.set(memory.ram);
    for (let frame = 0; frame < frameSkip; frame++) {
      // Machado et al., "Revisiting the Arcade Learning Environment" (2018), section 5.
      const repeats = repeatActionProbability > 0 && this.generator.random() < repeatActionProbability;
      if (!repeats) this.#held = pads[action]!;
      this.#batch.pads[2 * frame] = this.#held;
    }
    this.#batch.step();
    const ended = terminated(memory, false) !== 0;
    if (ended) this.phase = 'ended';
    return [this.#observe(), reward(memory, false), ended, false, this.#variables()];
  }

  #observe(): Uint8Array | Float32Array {
    const { observation } = this.#profile;
    if (observation.kind === 'pixels') return this.#batch.observations.slice();
    if (observation.kind === 'ram') return this.#memory.ram.slice();
    observation.features.forEach(({ value, low, high }, index) => {
      this.#features[index] = Math.min(high, Math.max(low, value(this.#memory, false)));
    });
    return this.#features.slice();
  }

  #variables(): Record<string, number> {
    const info: Record<string, number> = {};
    for (const [name, value] of this.#profile.variables) info[name] = value(this.#memory, false);
    return info;
  }

  protected override drawScene(): Scene {
    const [x, y, width, height] = [0, 0, FRAME_WIDTH, FRAME_HEIGHT];
    const picture = {
      columns: FRAME_WIDTH,
      rows: FRAME_HEIGHT,
      palette: PALETTE,
      indices: this.#console.frame.slice(),
    };
    return {
      view: { x, y, width, height },
      background: '#000000',
      shapes: [{ type: 'pixels', x, y, width, height, ...picture }],
    };
  }

  /** The console's own pixels; scaled where another size is asked for. */
  protected override drawPixels(): Pixels {
    return this.isSizeAsked ? super.drawPixels() : pixelsOf(this.#console.frame);
  }

  protected override saveWorld(): State {
    return { console: this.#console.saveState(), stack: this.#batch.observations.slice(), held: this.#held };
  }

  protected override checkWorld(state: State): void {
    const { console, stack, held } = (state ?? {}) as { readonly [key: string]: State };
    const isState = console instanceof Uint8Array && stack instanceof Uint8Array && Number.isInteger(held);
    if (
      !isState ||
      stack.length !== this.#batch.observations.length ||
      (held as number) < 0 ||
      (held as number) > 255
    ) {
      throw this.badState('the console as bytes, the stack of observations as bytes and the pad held', state);
    }
    // `loadState` is the judge of a console's bytes; it changes nothing where it refuses.
    const before = this.#console.saveState();
    try {
      this.#console.loadState(console);
    } catch {
      throw this.badState(
        'the console as bytes of the same cartridge, the stack of observations and the pad held',
        state,
      );
    }
    this.#console.loadState(before);
  }

  protected override loadWorld(state: State): void {
    const { console, stack, held } = state as {
      readonly console: Uint8Array;
      readonly stack: Uint8Array;
      readonly held: number;
    };
    this.#console.loadState(console);
    this.#batch.observations.set(stack);
    this.#held = held;
    this.#memory.ramBefore.set(this.#memory.ram);
  }
}

function spaceOf({ observation }: Profile): Box<Uint8Array | Float32Array> {
  switch (observation.kind) {
    case 'ram':
      return new Box({ low: 0, high: 255, shape: [RAM_BYTES], dtype: 'uint8' });
    case 'features': {
      const low = observation.features.map((feature) => feature.low);
      const high = observation.features.map((feature) => feature.high);
      return new Box({ low, high, shape: [low.length], dtype: 'float32' });
    }
    case 'pixels': {
      const { stack, height, width, color } = observation.options;
      const shape = [...(stack > 1 ? [stack] : []), height, width, ...(color === 'rgb' ? [3] : [])];
      return new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
    }
    default:
      return observation satisfies never;
  }
}

function romOf(rom: unknown): Uint8Array {
  if (rom === null) return pongRom();
  if (typeof rom !== 'string' || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(rom)) {
    throw new TypeError(
      `Cannot make a world of a cartridge: rom is an iNES file as base64, got ${show(rom)}. From a file: \`ludus train ./profile.json\`.`,
    );
  }
  const binary = platform.atob(rom);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
