/** A player's world of one environment. `step` is the server's hot path. */
import type { Env, State } from '../../envs/core/env.ts';
import type { Scene } from '../../envs/core/scene.ts';
import { type CodecName, numberToJSON } from '../protocol/codec.ts';
import { describe, protocolError } from '../protocol/errors.ts';
import type { Reply } from '../protocol/messages.ts';
import { plainInfo, type WireValues, wireValues } from '../protocol/values.ts';
import type { Publisher } from '../sessions/hub.ts';
import { Recorder } from './recorder.ts';
import { closeQuietly, guarded, type Request, resetNeeded, seedOf, type World } from './world.ts';

export class SingleWorld implements World {
  readonly #env: Env;
  readonly #codec: CodecName;
  readonly #observations: WireValues;
  readonly #actions: WireValues;
  /** A `Discrete` action is its own JSON. */
  readonly #actionIsPlain: boolean;
  readonly #recorder: Recorder;
  /** True from a reset to the episode's end. */
  #live = false;
  readonly #fail = (): void => {
    this.#live = false;
  };

  constructor(env: Env, codec: CodecName, publisher: Publisher) {
    this.#env = env;
    this.#codec = codec;
    this.#observations = wireValues(env.observationSpace, codec, 'stranger');
    this.#actions = wireValues(env.actionSpace, codec, 'stranger');
    this.#actionIsPlain = env.actionSpace.type === 'Discrete';
    this.#recorder = new Recorder(publisher, {
      bundled: env.spec?.bundled ?? false,
      scene: () => sceneOf(env),
      getState: () => env.getState(),
    });
  }

  get session(): string {
    return this.#recorder.session;
  }

  reset({ id, world, seed, options, resetMask }: Request<'reset'>): Reply {
    const doing = `Resetting world ${world}`;
    if (resetMask !== undefined || Array.isArray(seed)) {
      const field = resetMask === undefined ? 'a list of seeds' : 'resetMask';
      throw protocolError('E_INVALID_RESET', `${doing}: ${field} is for a world made with numEnvs; this has one.`);
    }
    const one = seed === undefined ? undefined : seedOf(seed as number | string);
    const reply = guarded(doing, 'E_INVALID_RESET', this.#fail, (): Reply => {
      const [obs, info] = this.#env.reset({ seed: one, options });
      return { type: 'reset', id, obs: this.#observations.encode(obs), info: plainInfo(info, this.#codec) };
    });
    this.#live = true;
    // A seed that JSON cannot hold exactly is replaced by the state it led to.
    this.#recorder.episodeStart(() =>
      typeof one === 'number'
        ? { kind: 'seed', seed: one, ...(options === undefined ? {} : { options }) }
        : { kind: 'state', state: this.#env.getState() },
    );
    return reply;
  }

  step({ id, world, action: wire, policy }: Request<'step'>): Reply {
    if (!this.#live) throw resetNeeded(world, 'no episode is running');
    let action: unknown;
    try {
      action = this.#actions.decode(wire);
    } catch (error) {
      throw protocolError('E_INVALID_ACTION', `Stepping world ${world}: action ${describe(error)}.`, error);
    }
    return guarded(`Stepping world ${world}`, null, this.#fail, () => {
      const [obs, reward, terminated, truncated, info] = this.#env.step(action);
      if (terminated || truncated) this.#live = false;
      const plainAction = this.#actionIsPlain ? action : this.#env.actionSpace.valueToJSON(action);
      this.#recorder.step(plainAction, reward, terminated, truncated, policy ?? null);
      return {
        type: 'step',
        id,
        obs: this.#observations.encode(obs),
        reward: this.#codec === 'json' ? numberToJSON(reward) : reward,
        terminated,
        truncated,
        info: plainInfo(info, this.#codec),
      };
    });
  }

  render({ id, world, mode }: Request<'render'>): Reply {
    const nothing = (): void => {};
    const frame = guarded(`Rendering world ${world}`, 'E_RENDER', nothing, () =>
      mode === 'scene' ? this.#env.render('scene') : this.#env.render('ansi'),
    );
    return { type: 'rendered', id, frame };
  }

  getState(): State {
    return guarded('Reading the state', null, this.#fail, () => this.#env.getState());
  }

  setState(state: State): void {
    guarded('Setting a state', 'E_INVALID_STATE', this.#fail, () => this.#env.setState(state));
    this.#live = true;
    this.#recorder.episodeStart(() => ({ kind: 'state', state: this.#env.getState() }));
  }

  flush(): void {
    this.#recorder.flush();
  }

  close(): void {
    this.#recorder.close();
    closeQuietly(this.#env);
  }
}

function sceneOf(env: Env): Scene | null {
  return env.metadata.renderModes.includes('scene') ? env.render('scene') : null;
}
