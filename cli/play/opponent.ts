/**
 * A trained agent on the seats that a person does not take: a remote player as any other, over the protocol, in this process.
 *
 * The agent may have been trained in another world (`Pong-features-v0`) than the one with the seats (`PongDuel-v0`), as long as a seat
 * observes and acts as that world does. What both worlds can be told (the points, what is observed) is told as the agent knows it.
 *
 * The person plays every frame, the agent was trained to act on every fourth, say: then it acts on each fourth step and holds its
 * action until the next. A stack of pictures is made of those steps too, so that it sees the strides it knows.
 */
import { type Learner, loadPolicy } from '../../agents/index.ts';
import { connect, type LudusClient, LudusError, type RemoteSeat } from '../../clients/typescript/index.ts';
import type { Kwargs } from '../../envs/core/env.ts';
import { resolveMake } from '../../envs/core/registry.ts';
import { make, Seats, spacesEqual } from '../../envs/index.ts';
import { StrideStack } from './stride-stack.ts';

export interface OpponentTable {
  readonly match: string;
  /** Of the world with the seats. */
  readonly kwargs: Kwargs;
  /** Those that the agent takes. */
  readonly seats: readonly string[];
  readonly token: string | undefined;
}

export class Opponent {
  /** For a person: `ppo on Pong-features-v0`. */
  readonly name: string;
  /** Of the world with the seats: those that were given, and the agent's. */
  readonly kwargs: Kwargs;
  readonly #agent: Learner;
  readonly #env: string;
  readonly #seats: RemoteSeat[] = [];
  #client: LudusClient | null = null;

  constructor(agent: Learner, env: string, kwargs: Kwargs) {
    this.name = `${agent.name} on ${agent.envId}`;
    this.kwargs = kwargs;
    this.#agent = agent;
    this.#env = env;
  }

  /** Sits down at a server's match, which begins with it. Rejects as `LudusClient.sit` does. */
  async sit(url: string, { match, kwargs, seats, token }: OpponentTable): Promise<void> {
    this.#client = await connect(url, { name: this.name, token });
    const { maxEpisodeSteps, ...own } = kwargs;
    const world = { match, envId: this.#env, kwargs: own, maxEpisodeSteps: maxEpisodeSteps as number | undefined };
    for (const seat of seats) this.#seats.push(await this.#client.sit({ ...world, seat }));
  }

  /** Plays game after game, until the signal. Rejects where the server or the agent fails. */
  async play(signal: AbortSignal): Promise<void> {
    const close = () => this.#client?.close();
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    try {
      await Promise.all(this.#seats.map((seat) => this.#playSeat(seat)));
    } catch (error) {
      if (!(signal.aborted && error instanceof LudusError && error.code === 'E_CLOSED')) throw error;
    }
  }

  dispose(): void {
    this.#client?.close();
    this.#agent.dispose();
  }

  async #playSeat(seat: RemoteSeat): Promise<never> {
    const agent = this.#agent;
    const stride = Math.max(1, Math.round(seat.renderFps / fpsOf(agent)));
    const isStack = stride > 1 && this.kwargs.obsType === 'stack';
    for (;;) {
      let [observation] = await seat.reset();
      const stack = isStack ? new StrideStack(observation as Uint8Array, seat.observationSpace.shape![0]!) : null;
      let decision = await agent.act(observation, { deterministic: true });
      for (let step = 1, isOver = false; !isOver; step++) {
        const [next, , terminated, truncated] = await seat.step(decision.action, decision.policy ?? undefined);
        observation = next;
        isOver = terminated || truncated;
        if (isOver || step % stride !== 0) continue;
        const seen = stack === null ? observation : stack.push(observation as Uint8Array);
        decision = await agent.act(seen, { deterministic: true });
      }
    }
  }
}

/**
 * The agent of a run for the seats of a world.
 *
 * @param given arguments of the world that are asked for; they count before the agent's
 * @throws {RangeError} where a seat is another world than the agent's; and what `loadPolicy` throws
 */
export async function seatOpponent(
  run: string,
  env: string,
  given: Kwargs,
  device: 'auto' | 'cpu' | 'gpu' | undefined,
): Promise<Opponent> {
  const agent = await loadPolicy(run, { device });
  try {
    const known = resolveMake(env, given);
    const own = resolveMake(agent.envId, { ...agent.kwargs }).kwargs;
    const kwargs: Record<string, unknown> = { ...given };
    for (const name of Object.keys(known.kwargs)) {
      // Frames are the person's affair: see `everyFrame`.
      if (Object.hasOwn(own, name) && known.spec.kwargs[name] === undefined && name !== 'frameskip') {
        kwargs[name] = own[name];
      }
    }
    const [whole, single] = [make(env, kwargs), make(agent.envId, { ...agent.kwargs })];
    whole.close();
    single.close();
    const seats = new Seats(whole);
    for (const seat of seats.names.keys()) {
      for (const [what, theirs, its] of [
        ['observes', seats.observationSpace(seat), single.observationSpace],
        ['acts in', seats.actionSpace(seat), single.actionSpace],
      ] as const) {
        if (spacesEqual(theirs, its)) continue;
        throw new RangeError(
          `Cannot play ${env} against ${run}: its ${agent.name} on ${agent.envId} ${what} ${its}, a seat ${theirs}. ` +
            'Give a run of a world that is like a seat (docs/agents.md says which).',
        );
      }
    }
    return new Opponent(agent, env, kwargs);
  } catch (error) {
    agent.dispose();
    throw error;
  }
}

function fpsOf({ envId, kwargs }: Learner): number {
  const env = make(envId, { ...kwargs });
  env.close();
  return env.metadata.renderFps;
}
