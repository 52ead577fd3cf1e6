/** A player's world of a batch of environments, stepped together. Viewers see environment 0. */
import type { State } from '../../envs/core/env.ts';
import { type RowCodec, rowCodec } from '../../envs/vector/batch.ts';
import type { Batch, VectorEnv } from '../../envs/vector/vector-env.ts';
import { readVectorState } from '../../envs/vector/vector-state.ts';
import { type CodecName, numberToJSON } from '../protocol/codec.ts';
import { describe, protocolError } from '../protocol/errors.ts';
import type { Reply } from '../protocol/messages.ts';
import { plainInfo, type WireValues, wireValues } from '../protocol/values.ts';
import type { Publisher } from '../sessions/hub.ts';
import { Recorder } from './recorder.ts';
import { closeQuietly, guarded, type Request, resetNeeded, seedOf, type World } from './world.ts';

export class VectorWorld implements World {
  readonly #env: VectorEnv;
  readonly #codec: CodecName;
  readonly #observations: WireValues;
  readonly #actions: WireValues;
  readonly #actionRows: RowCodec;
  readonly #recorder: Recorder;
  /** True once all have been reset. */
  #begun = false;
  /** 1 where the episode ended and has not begun again. */
  readonly #ended: Uint8Array; // [numEnvs]
  readonly #fail = (): void => {
    this.#begun = false;
  };

  constructor(env: VectorEnv, codec: CodecName, publisher: Publisher) {
    this.#env = env;
    this.#codec = codec;
    this.#observations = wireValues(env.singleObservationSpace, codec, 'stranger');
    this.#actions = wireValues(env.singleActionSpace, codec, 'stranger');
    this.#actionRows = rowCodec(env.singleActionSpace);
    this.#ended = new Uint8Array(env.numEnvs);
    // A batch draws no scenes: where its world is not bundled viewers see the numbers only.
    this.#recorder = new Recorder(publisher, {
      bundled: env.spec?.bundled ?? false,
      scene: () => null,
      getState: () => env.getEnvState(0),
    });
  }

  get session(): string {
    return this.#recorder.session;
  }

  reset({ id, world, seed, options, resetMask }: Request<'reset'>): Reply {
    const doing = `Resetting world ${world}`;
    const seeds = Array.isArray(seed)
      ? seed.map((one: number | string | null) => (one === null ? null : seedOf(one)))
      : seed === undefined
        ? undefined
        : seedOf(seed as number | string);
    const mask = resetMask === undefined ? undefined : Uint8Array.from(resetMask);
    if (mask !== undefined && this.#env.autoresetMode !== 'disabled') {
      throw protocolError(
        'E_INVALID_RESET',
        `${doing}: resetMask is for a world made with autoreset "disabled"; this has "${this.#env.autoresetMode}".`,
      );
    }
    const { observations, infos } = guarded(doing, 'E_INVALID_RESET', this.#fail, () =>
      this.#env.reset({ seed: seeds, options, resetMask: mask }),
    );
    this.#begun = true;
    for (let i = 0; i < this.#ended.length; i++) if (mask === undefined || mask[i] !== 0) this.#ended[i] = 0;
    if (mask === undefined || mask[0] !== 0) this.#recordStart();
    return { type: 'reset', id, obs: this.#observations.encodeBatch(observations), info: this.#encodeInfos(infos) };
  }

  step({ id, world, action: wire, policy }: Request<'step'>): Reply {
    const env = this.#env;
    if (!this.#begun) throw resetNeeded(world, 'it has not been reset');
    const asleep = env.autoresetMode === 'disabled' ? this.#ended.indexOf(1) : -1;
    if (asleep !== -1) throw resetNeeded(world, `the episode of environment ${asleep} has ended and autoreset is off`);
    const doing = `Stepping world ${world}`;
    let actions: Batch;
    try {
      actions = this.#actions.decodeBatch(wire, env.numEnvs);
    } catch (error) {
      throw protocolError('E_INVALID_ACTION', `${doing}: action ${describe(error)}.`, error);
    }
    const resetsNow = env.autoresetMode === 'next-step' && this.#ended[0] === 1;
    const result = guarded(doing, 'E_INVALID_ACTION', this.#fail, () => env.step(actions));
    const { observations, rewards, terminations, truncations, infos, finalObservations, finalInfos } = result;
    const keepsEnded = env.autoresetMode !== 'same-step';
    for (let i = 0; i < this.#ended.length; i++) {
      this.#ended[i] = keepsEnded && (terminations[i] === 1 || truncations[i] === 1) ? 1 : 0;
    }
    if (resetsNow) this.#recordStart();
    else {
      const terminated = terminations[0] === 1;
      const truncated = truncations[0] === 1;
      const action = env.singleActionSpace.valueToJSON(this.#actionRows.read(actions, 0));
      this.#recorder.step(action, rewards[0]!, terminated, truncated, policy ?? null);
      if (!keepsEnded && (terminated || truncated)) this.#recordStart();
    }
    const reply: Reply = {
      type: 'step',
      id,
      obs: this.#observations.encodeBatch(observations),
      reward: this.#encodeNumbers(rewards),
      terminated: this.#encodeFlags(terminations),
      truncated: this.#encodeFlags(truncations),
      info: this.#encodeInfos(infos),
    };
    if (finalObservations === null || finalInfos === null) return reply;
    const finalInfo = finalInfos.map((info) => (info === null ? null : plainInfo(info, this.#codec)));
    return { ...reply, finalObs: this.#observations.encodeBatch(finalObservations), finalInfo };
  }

  render({ world }: Request<'render'>): Reply {
    throw protocolError('E_RENDER', `Rendering world ${world}: a batch draws nothing; make one without numEnvs.`);
  }

  getState(): State {
    return guarded('Reading the state', null, this.#fail, () => this.#env.getState());
  }

  setState(state: State): void {
    guarded('Setting a state', 'E_INVALID_STATE', this.#fail, () => this.#env.setState(state));
    const { begun, ended } = readVectorState(state, this.#env.numEnvs);
    this.#begun = !begun.includes(0);
    this.#ended.set(ended);
    if (this.#begun && this.#ended[0] === 0) this.#recordStart();
  }

  flush(): void {
    this.#recorder.flush();
  }

  close(): void {
    this.#recorder.close();
    closeQuietly(this.#env);
  }

  #recordStart(): void {
    this.#recorder.episodeStart(() => ({ kind: 'state', state: this.#env.getEnvState(0) }));
  }

  #encodeNumbers(values: Float64Array): unknown {
    return this.#codec === 'json'
      ? Array.from(values, numberToJSON)
      : new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }

  #encodeFlags(flags: Uint8Array): unknown {
    return this.#codec === 'json' ? Array.from(flags, (flag) => flag === 1) : flags;
  }

  /** One each, or an empty list where none has anything to say. */
  #encodeInfos(infos: readonly Readonly<Record<string, unknown>>[]): unknown {
    for (const info of infos) {
      for (const _key in info) return infos.map((each) => plainInfo(each, this.#codec));
    }
    return [];
  }
}
