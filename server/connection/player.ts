/**
 * The player's role: worlds on this server, driven from elsewhere.
 *
 * Each world is a session that viewers can watch. Worlds are numbered from 1 in the order they were made, and a number is
 * never used again.
 */
import { actionNames } from '../../envs/core/registry.ts';
import { make, makeVec, spec as specOf } from '../../envs/index.ts';
import type { ServerLimits } from '../limits.ts';
import { codeOf, describe, protocolError } from '../protocol/errors.ts';
import type { ClientMessage } from '../protocol/messages.ts';
import type { Publisher, SessionHub } from '../sessions/hub.ts';
import { wireSpec } from '../worlds/listing.ts';
import { SingleWorld } from '../worlds/single-world.ts';
import { VectorWorld } from '../worlds/vector-world.ts';
import type { Request, World } from '../worlds/world.ts';
import type { Outbox, RoleHandler } from './role.ts';

/** Milliseconds between two flushes to the viewers, some 30 a second. */
const FLUSH_INTERVAL = 33;

export class PlayerRole implements RoleHandler {
  readonly role = 'player';
  readonly #hub: SessionHub;
  readonly #out: Outbox;
  readonly #limits: ServerLimits;
  readonly #name: string;
  readonly #worlds = new Map<number, World>();
  #nextWorld = 1;
  #flushTimer: NodeJS.Timeout | null = null;

  constructor(hub: SessionHub, out: Outbox, limits: ServerLimits, name: string) {
    this.#hub = hub;
    this.#out = out;
    this.#limits = limits;
    this.#name = name;
  }

  handle(message: ClientMessage): void {
    switch (message.type) {
      case 'step':
        this.#out.sendPlain(this.#world(message.world).step(message));
        return;
      case 'reset':
        this.#out.sendPlain(this.#world(message.world).reset(message));
        return;
      case 'make':
        this.#make(message);
        return;
      case 'render':
        this.#out.send(this.#world(message.world).render(message));
        return;
      case 'get_state':
        this.#out.send({ type: 'state', id: message.id, state: this.#world(message.world).getState() });
        return;
      case 'set_state':
        this.#world(message.world).setState(message.state);
        this.#out.send({ type: 'ok', id: message.id });
        return;
      case 'close': {
        const world = this.#world(message.world);
        this.#worlds.delete(message.world);
        world.close();
        this.#out.send({ type: 'ok', id: message.id });
        return;
      }
    }
  }

  tick(): void {}

  closed(): void {
    if (this.#flushTimer !== null) clearInterval(this.#flushTimer);
    for (const world of this.#worlds.values()) world.close();
    this.#worlds.clear();
  }

  #world(number: number): World {
    const world = this.#worlds.get(number);
    if (world !== undefined) return world;
    const known = this.#worlds.size === 0 ? 'none' : [...this.#worlds.keys()].join(', ');
    throw protocolError('E_UNKNOWN_WORLD', `There is no world ${number} here (open: ${known}); \`make\` one.`);
  }

  #make({ id, envId, kwargs, maxEpisodeSteps, numEnvs, autoreset }: Request<'make'>): void {
    const { maxWorldsPerPlayer, maxEnvsPerWorld } = this.#limits;
    const doing = `Making ${envId.slice(0, 100)}`;
    if (this.#worlds.size >= maxWorldsPerPlayer) {
      throw protocolError(
        'E_LIMIT',
        `${doing}: a player has at most ${maxWorldsPerPlayer} worlds; \`close\` one first.`,
      );
    }
    if (numEnvs !== undefined && numEnvs > maxEnvsPerWorld) {
      throw protocolError('E_LIMIT', `${doing}: numEnvs is at most ${maxEnvsPerWorld} on this server; got ${numEnvs}.`);
    }
    if (autoreset !== undefined && numEnvs === undefined) {
      throw protocolError('E_INVALID', `${doing}: autoreset is for a batch; give numEnvs, or leave autoreset out.`);
    }
    const limit = maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps };
    const env = attempt(doing, () =>
      numEnvs === undefined
        ? make(envId, { ...kwargs, ...limit })
        : makeVec(envId, { numEnvs, autoresetMode: autoreset, kwargs, ...limit }),
    );
    let publisher: Publisher;
    const spec = wireSpec(env.spec ?? specOf(envId));
    try {
      publisher = this.#hub.publish({
        kind: 'player',
        name: this.#name,
        spec,
        agent: this.#name,
        renderFps: env.metadata.renderFps,
        actionNames: actionNames(spec.id),
      });
    } catch (error) {
      env.close();
      throw error;
    }
    const isBatch = 'numEnvs' in env;
    const world = isBatch
      ? new VectorWorld(env, this.#out.codec, publisher)
      : new SingleWorld(env, this.#out.codec, publisher);
    const number = this.#nextWorld++;
    this.#worlds.set(number, world);
    this.#startFlushing();
    this.#out.send({
      type: 'made',
      id,
      world: number,
      session: publisher.session,
      spec,
      numEnvs: numEnvs ?? 1,
      observationSpace: (isBatch ? env.singleObservationSpace : env.observationSpace).toJSON(),
      actionSpace: (isBatch ? env.singleActionSpace : env.actionSpace).toJSON(),
    });
  }

  #startFlushing(): void {
    this.#flushTimer ??= setInterval(() => {
      for (const world of this.#worlds.values()) world.flush();
    }, FLUSH_INTERVAL);
  }
}

function attempt<T>(doing: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw protocolError(codeOf(error) ?? 'E_MAKE', `${doing}: ${describe(error)}`, error);
  }
}
