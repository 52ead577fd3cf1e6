/**
 * What the fused optimizers share: tfjs optimizers whose step is one kernel a variable, in place.
 *
 * They are subclasses of tfjs's `Optimizer`, so `minimize` and tfjs-layers' `compile` take them. Against tfjs's own: the
 * learning rate, the moments and the step count are variables, so a captured step replays with their present values; nothing is
 * allocated for an update; and gradients can be clipped to a global norm (Pascanu, Mikolov and Bengio 2013, algorithm 1).
 * On another backend than `ludus` the same equations run as tfjs ops (`compose`).
 *
 * Left out: tfjs's `iterations`, a count in JavaScript that a replay would not see.
 */

import {
  add,
  backend as currentBackend,
  div,
  engine,
  minimum,
  mul,
  type NamedTensorMap,
  Optimizer,
  scalar,
  type serialization,
  sqrt,
  square,
  sum,
  type Tensor,
  tidy,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { LudusBackend } from '../backend.ts';
import { floatBits } from '../engine.ts';
import * as op from '../opcodes.ts';
import { TensorRecord } from '../records.ts';

export interface OptimizerOptions {
  /** Step size, 0 or above. */
  readonly learningRate: number;
  /** Gradients whose joint L2 norm is above this are scaled down to it. Left out: no clipping. */
  readonly maxGradNorm?: number;
}

/** tfjs's type, which its index does not export. */
export interface NamedTensor {
  name: string;
  tensor: Tensor;
}

/** One variable's update: what the kernels and the equations work on. */
export interface Update {
  readonly value: Variable;
  readonly gradient: Tensor;
  /** The optimizer's own numbers for the variable, one of its shape for each of `slotNames`. */
  readonly slots: readonly Variable[];
}

export abstract class FusedOptimizer extends Optimizer {
  /** The learning rate that steps read, a scalar. A captured step that gets its rate as an argument assigns it here. */
  readonly rate: Variable;
  /** The gradients' norm before clipping in the latest step, a scalar; null without `maxGradNorm`. */
  readonly gradientNorm: Variable | null;
  readonly maxGradNorm: number | undefined;
  readonly #slots = new Map<string, Variable[]>();
  #learningRate: number;

  constructor({ learningRate, maxGradNorm }: OptimizerOptions) {
    super();
    checkRate(learningRate);
    if (maxGradNorm !== undefined && !(maxGradNorm > 0)) {
      throw new RangeError(`an optimizer's maxGradNorm must be above 0, got ${maxGradNorm}`);
    }
    this.#learningRate = learningRate;
    this.maxGradNorm = maxGradNorm;
    this.rate = tidy(() => variable(scalar(learningRate), false));
    this.gradientNorm = maxGradNorm === undefined ? null : tidy(() => variable(scalar(0), false));
  }

  /** The rate as last set from JavaScript; `rate` may have been assigned since. */
  get learningRate(): number {
    return this.#learningRate;
  }

  /** Takes effect in the next step, captured or not. Inside of a captured step, assign a tensor to `rate` instead. */
  set learningRate(value: number) {
    checkRate(value);
    this.#learningRate = value;
    if (!overwrite(this.rate, value)) tidy(() => this.rate.assign(scalar(value)));
  }

  /** Names of the slots each variable has, for saving. */
  protected abstract readonly slotNames: readonly string[];

  /** Called once a step, before the updates: what all variables share. */
  protected abstract advance(backend: LudusBackend | null): void;

  /** Emits the update. `rate` and `gradScale` are addresses of a float32 each; gradScale 0 means 1. */
  protected abstract emit(backend: LudusBackend, update: Update, rate: number, gradScale: number): void;

  /** The same update in tfjs ops; the gradient is scaled already. */
  protected abstract compose(update: Update): void;

  override applyGradients(gradients: NamedTensorMap | NamedTensor[]): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    const present = named.filter(({ tensor }) => tensor != null);
    if (present.length === 0) return;
    tidy(() => {
      const updates = present.map(({ name, tensor }) => this.#update(name, tensor));
      const backend = currentBackend();
      if (backend instanceof LudusBackend) this.#apply(backend, updates);
      else this.#compose(updates);
    });
  }

  /** The slots by variable and name, and what `shared` adds: everything a run needs to go on, but the variables themselves. */
  override async getWeights(): Promise<NamedTensor[]> {
    const slots = [...this.#slots].flatMap(([name, variables]) =>
      variables.map((slot, i) => ({ name: `${name}/${this.slotNames[i]}`, tensor: slot })),
    );
    return [...this.shared(), ...slots];
  }

  /** Restores what `getWeights` gave, before or after the first step. */
  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const shared = new Map(this.shared().map(({ name, tensor }) => [name, tensor as Variable]));
    for (const { name, tensor } of weights) {
      const own = shared.get(name);
      if (own !== undefined) {
        own.assign(tensor.clone());
        continue;
      }
      const [owner, slot] = splitAtLast(name, '/');
      const index = this.slotNames.indexOf(slot);
      if (index < 0) {
        throw new RangeError(
          `${this.getClassName()}.setWeights: unknown slot '${name}', need one of ${this.slotNames}`,
        );
      }
      (this.#slots.get(owner) ?? this.#create(owner, tensor.shape))[index]!.assign(tensor.clone());
    }
  }

  /** The slots of a variable, in the order of their names: made now, as zeros, unless a step has made them. */
  slotsOf({ name, shape }: Variable): readonly Variable[] {
    return this.#slots.get(name) ?? this.#create(name, shape);
  }

  /** State that is not a variable's: of Adam, the step count. */
  protected shared(): NamedTensor[] {
    return [];
  }

  /** The options that all optimizers have, for `getConfig`. */
  protected commonConfig(): serialization.ConfigDict {
    const { learningRate, maxGradNorm } = this;
    return maxGradNorm === undefined ? { learningRate } : { learningRate, maxGradNorm };
  }

  override dispose(): void {
    this.rate.dispose();
    this.gradientNorm?.dispose();
    for (const slots of this.#slots.values()) for (const slot of slots) slot.dispose();
    this.#slots.clear();
  }

  #update(name: string, gradient: Tensor): Update {
    const value = engine().registeredVariables[name];
    if (value === undefined) throw new RangeError(`${this.getClassName()}: no variable is named '${name}'`);
    return { value, gradient, slots: this.slotsOf(value) };
  }

  #create(name: string, shape: number[]): Variable[] {
    const slots = this.slotNames.map(() => tidy(() => variable(zeros(shape), false)));
    this.#slots.set(name, slots);
    return slots;
  }

  #apply(backend: LudusBackend, updates: readonly Update[]): void {
    // The addresses are needed in every update; as variables they stay where they are.
    const rate = backend.pointer(this.rate);
    const { maxGradNorm, gradientNorm } = this;
    let scale = 0;
    const spare = maxGradNorm === undefined ? null : backend.allocateBlock(4);
    if (maxGradNorm !== undefined && spare !== null) {
      scale = spare.pointer;
      const { engine } = backend;
      const parts = updates.map(({ gradient }) => engine.foldsFor(gradient.size));
      const count = parts.reduce((a, b) => a + b, 0);
      const partials = backend.allocateBlock(count * 4);
      let at = partials.pointer;
      updates.forEach(({ gradient }, i) => {
        engine.emit(op.SUM_SQUARES, parts[i]!, at, backend.pointer(gradient), gradient.size);
        at += parts[i]! * 4;
      });
      const norm = gradientNorm === null ? 0 : backend.pointerToWrite(gradientNorm);
      engine.emit(op.CLIP_SCALE, 1, scale, partials.pointer, count, floatBits(maxGradNorm), norm);
      backend.releaseBlock(partials);
    }
    this.advance(backend);
    for (const update of updates) this.emit(backend, update, rate, scale);
    if (spare !== null) backend.releaseBlock(spare);
  }

  #compose(updates: readonly Update[]): void {
    let scale: Tensor | null = null;
    if (this.maxGradNorm !== undefined) {
      // Not `addN`: WebGPU binds each input as a storage buffer, and a network has more gradients than the 8 to 10 a shader may have.
      const squares = updates.map(({ gradient }) => sum(square(gradient)));
      const norm = sqrt(squares.reduce((total, part) => add(total, part)));
      this.gradientNorm?.assign(norm);
      scale = minimum(1, div(this.maxGradNorm, norm));
    }
    this.advance(null);
    for (const update of updates) {
      this.compose(scale === null ? update : { ...update, gradient: mul(update.gradient, scale) });
    }
  }
}

/**
 * Gives a scalar variable another value where it is: `assign` would move it, and each captured step would have to bring it home, which takes longer
 * than a small network's step.
 *
 * @returns false, nothing being changed, while recording, or where the variable shares its data or has it on another backend.
 */
function overwrite({ dataId }: Variable, value: number): boolean {
  const backend = currentBackend();
  if (!(backend instanceof LudusBackend) || backend.recording !== null || !backend.data.has(dataId)) return false;
  const record: unknown = backend.data.get(dataId);
  if (!(record instanceof TensorRecord) || record.refCount > 1) return false;
  record.values[0] = value;
  return true;
}

function checkRate(value: number): void {
  if (!(value >= 0 && Number.isFinite(value))) {
    throw new RangeError(`an optimizer's learningRate must be a finite number, 0 or above, got ${value}`);
  }
}

/** @throws RangeError unless `value` is in `[0, 1)`. */
export function checkDecay(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`an optimizer's ${name} must be in [0, 1), got ${value}`);
}

function splitAtLast(text: string, separator: string): [string, string] {
  const at = text.lastIndexOf(separator);
  return [text.slice(0, at), text.slice(at + 1)];
}
