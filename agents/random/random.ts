/**
 * The random agent: actions drawn from the action space's own distribution, any space, nothing learned. The floor that
 * every other agent is measured against, and the quickest way to see a world move.
 */
import { z } from 'zod';
import type { Env, State } from '../../envs/core/env.ts';
import type { Decision, LearnOptions, LearnResult } from '../core/agent.ts';
import { Episodes, type EpisodesState } from '../core/episodes.ts';
import { type AgentSetup, type Learner, saveLearner } from '../core/learner.ts';
import { Meter, type MeterState } from '../core/meter.ts';
import { type Gauges, LearnSession } from '../core/session.ts';
import { deriveStreams } from '../core/streams.ts';
import { makeWorld } from '../core/world.ts';

/** It has none. */
export const randomSchema = z.strictObject({});

/** Environment steps between two points of the curve. */
const METRICS_EVERY = 500;
const NO_GAUGES: Gauges = { epsilon: null, entropy: null, loss: null };

interface RandomPolicy {
  readonly step: number;
  readonly actingSpace: State;
}

interface RandomState extends RandomPolicy {
  readonly began: boolean;
  readonly environment: State;
  readonly actionSpace: State;
  readonly episodes: EpisodesState;
  readonly meter: MeterState;
}

export class RandomAgent implements Learner {
  readonly name = 'random';
  readonly setup: AgentSetup;
  readonly hyperparameters = {};
  readonly #env: Env;
  /** A space of its own for `act`, so that acting does not move what `learn` draws. */
  readonly #actingEnv: Env;
  readonly #environmentSeed: number;
  readonly #episodes = new Episodes(1);
  readonly #meter = new Meter();
  #step = 0;
  #began = false;

  constructor(setup: AgentSetup) {
    this.setup = setup;
    this.#env = makeWorld(setup);
    this.#actingEnv = makeWorld(setup);
    const { environmentSeed, exploration, acting } = deriveStreams(setup.seed);
    this.#environmentSeed = environmentSeed;
    this.#env.actionSpace.seed(exploration.integers(0, 2 ** 32));
    this.#actingEnv.actionSpace.seed(acting.integers(0, 2 ** 32));
  }

  get envId(): string {
    return this.setup.env;
  }

  get kwargs() {
    return this.setup.kwargs;
  }

  get step(): number {
    return this.#step;
  }

  async learn(options: LearnOptions): Promise<LearnResult> {
    const { actionSpace } = this.#env;
    const session = new LearnSession(options, this.#episodes, this.#step);
    this.#episodes.listen(options.listener);
    if (!this.#began) this.#reset(this.#environmentSeed);

    for (;;) {
      const stoppedBy = session.stopReason(this.#step);
      if (stoppedBy !== null) return session.finish(this.#step, NO_GAUGES, stoppedBy);
      if (session.needsRest(this.#step)) {
        await session.rest(this.#step, NO_GAUGES);
        if (options.signal?.aborted === true) continue;
      }

      const action = actionSpace.sample();
      const [, reward, terminated, truncated] = this.#env.step(action);
      this.#step += 1;
      this.#episodes.watch(actionSpace.valueToJSON(action), reward, null);
      const outcome = this.#episodes.record(0, reward, terminated, truncated);
      if (outcome !== null) {
        this.#meter.add('return', outcome.return);
        this.#meter.add('length', outcome.length);
        this.#reset();
      }
      if (this.#step % METRICS_EVERY === 0) {
        this.#meter.add('meanReturn', this.#episodes.meanReturn);
        options.listener?.metrics?.({ step: this.#step, values: this.#meter.take() });
      }
    }
  }

  #reset(seed?: number): void {
    this.#env.reset({ seed });
    this.#began = true;
    this.#episodes.begin(this.#env.getState());
  }

  async act(): Promise<Decision> {
    return { action: this.#actingEnv.actionSpace.sample(), policy: null };
  }

  async getState(): Promise<RandomState> {
    return {
      step: this.#step,
      began: this.#began,
      environment: this.#began ? this.#env.getState() : null,
      actionSpace: this.#env.actionSpace.getState(),
      actingSpace: this.#actingEnv.actionSpace.getState(),
      episodes: this.#episodes.getState(),
      meter: this.#meter.getState(),
    };
  }

  async setState(saved: unknown): Promise<void> {
    const state = saved as RandomState;
    await this.setPolicy(state);
    this.#env.actionSpace.setState(state.actionSpace);
    this.#episodes.setState(state.episodes);
    this.#meter.setState(state.meter);
    if (state.began) this.#env.setState(state.environment);
    this.#began = state.began;
  }

  async getPolicy(): Promise<RandomPolicy> {
    return { step: this.#step, actingSpace: this.#actingEnv.actionSpace.getState() };
  }

  async setPolicy(saved: unknown): Promise<void> {
    const { step, actingSpace } = saved as RandomPolicy;
    this.#actingEnv.actionSpace.setState(actingSpace);
    this.#step = step;
  }

  save(path: string): Promise<void> {
    return saveLearner(this, path);
  }

  dispose(): void {
    this.#env.close();
    this.#actingEnv.close();
  }
}
