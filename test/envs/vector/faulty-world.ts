/** A world that counts its steps and goes wrong at the third, in the way it is made to. Registered by being imported: workers do. */
import type { EnvMetadata, Kwargs, ResetResult, State, StepResult } from '../../../envs/core/env.ts';
import { register } from '../../../envs/core/registry.ts';
import { World } from '../../../envs/core/world.ts';
import { Discrete } from '../../../envs/spaces/discrete.ts';

const FATAL_STEP = 3;

export class FaultyWorld extends World<number, number> {
  override readonly observationSpace = new Discrete(1000);
  override readonly actionSpace = new Discrete(2);
  override readonly metadata: EnvMetadata = { renderModes: [], renderFps: 1 };
  readonly #fault: unknown;
  #steps = 0;

  constructor({ fault }: Kwargs) {
    super();
    this.#fault = fault;
  }

  protected override begin(options: Readonly<Record<string, unknown>>): ResetResult<number> {
    if (options.bad === true) throw new RangeError('Cannot reset the faulty world: told not to.');
    this.#steps = 0;
    return [0, {}];
  }

  /** Action 1 is what goes wrong; 0 always works. */
  override step(action: number): StepResult<number> {
    if (this.phase !== 'running' || !this.actionSpace.contains(action)) throw this.refusal(action);
    this.#steps++;
    if (action === 1 && this.#steps === FATAL_STEP) this.#goWrong();
    const info = action === 1 && this.#fault === 'unclonable' ? { tell: () => 0 } : {};
    return [this.#steps, 1, false, false, info];
  }

  #goWrong(): void {
    switch (this.#fault) {
      case 'throw':
        throw new RangeError('Cannot step the faulty world: the third step is too much.');
      case 'exit':
        process.exit(7);
        break;
      case 'hang':
        for (;;);
      default:
    }
  }

  protected override saveWorld(): State {
    return this.#steps;
  }

  protected override checkWorld(state: State): void {
    if (!Number.isInteger(state)) throw this.badState('the number of steps', state);
  }

  protected override loadWorld(state: State): void {
    this.#steps = state as number;
  }
}

register({ id: 'test/Faulty-v0', entryPoint: (kwargs) => new FaultyWorld(kwargs), kwargs: { fault: null } });
