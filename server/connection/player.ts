/**
 * The player's role: worlds on this server, driven from elsewhere.
 *
 * Each world is a session that viewers can watch; a seat of a match is a world too, shared with other players. Worlds are numbered from
 * 1 in the order they were made, and a number is never used again.
 */
import type { EnvMetadata } from '../../envs/core/env.ts';
import { actionNames, registeredControls } from '../../envs/core/registry.ts';
import { make, makeVec, spec as specOf } from '../../envs/index.ts';
import type { ServerLimits } from '../limits.ts';
import type { Lobby } from '../matches/lobby.ts';
import { SeatWorld } from '../matches/seat-world.ts';
import { protocolError } from '../protocol/errors.ts';
import type { ClientMessage, WorldFacts } from '../protocol/messages.ts';
import type { Publisher, SessionHub } from '../sessions/hub.ts';
import { wireSpec } from '../worlds/listing.ts';
import { SingleWorld } from '../worlds/single-world.ts';
import { VectorWorld } from '../worlds/vector-world.ts';
import { attempt, type Request, type World } from '../worlds/world.ts';
import type { Outbox, RoleHandler } from './role.ts';

/** Milliseconds between two flushes to the viewers, some 30 a second. */
const FLUSH_INTERVAL = 33;

export class PlayerRole implements RoleHandler {
  readonly role = 'player';
  readonly #hub: SessionHub;
  readonly #lobby: Lobby;
  readonly #out: Outbox;
  readonly #limits: ServerLimits;
  readonly #name: string;
  readonly #worlds = new Map<number, World>();
  readonly #seats = new Map<number, SeatWorld>();
  #nextWorld = 1;
  #flushTimer: NodeJS.Timeout | null = null;

  constructor(hub: SessionHub, lobby: Lobby, out: Outbox, limits: ServerLimits, name: string) {
    this.#hub = hub;
    this.#lobby = lobby;
    this.#out = out;
    this.#limits = limits;
    this.#name = name;
  }

  get waiting(): boolean {
    for (const seat of this.#seats.values()) if (seat.waiting) return true;
    return false;
  }

  handle(message: ClientMessage): void {
    switch (message.type) {
      case 'make':
        this.#make(message);
        return;
      case 'sit':
        this.#sit(message);
        return;
      case 'matches':
        this.#out.send({ type: 'matches', id: message.id, matches: this.#lobby.listings });
        return;
      case 'step':
      case 'reset':
      case 'render':
      case 'get_state':
      case 'set_state': {
        const seat = this.#seats.size === 0 ? undefined : this.#seats.get(message.world);
        if (seat === undefined) this.#handleOwn(message);
        else seat.handle(message);
        return;
      }
      case 'close': {
        const number = message.world;
        const seat = this.#seats.get(number);
        const world = seat === undefined ? this.#world(number) : null;
        this.#seats.delete(number);
        this.#worlds.delete(number);
        seat?.leave(false);
        world?.close();
        this.#out.send({ type: 'ok', id: message.id });
        return;
      }
    }
  }

  tick(): void {}

  closed(lost: boolean): void {
    if (this.#flushTimer !== null) clearInterval(this.#flushTimer);
    for (const world of this.#worlds.values()) world.close();
    this.#worlds.clear();
    for (const seat of this.#seats.values()) seat.leave(lost);
    this.#seats.clear();
  }

  /** A message to a world that is this player's alone: answered at once. */
  #handleOwn(message: Request<'step' | 'reset' | 'render' | 'get_state' | 'set_state'>): void {
    switch (message.type) {
      case 'step':
        this.#out.sendPlain(this.#world(message.world).step(message));
        return;
      case 'reset':
        this.#out.sendPlain(this.#world(message.world).reset(message));
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
      default:
        message satisfies never;
    }
  }

  #world(number: number): World {
    const world = this.#worlds.get(number);
    if (world !== undefined) return world;
    const open = [...this.#worlds.keys(), ...this.#seats.keys()].sort((a, b) => a - b);
    const known = open.length === 0 ? 'none' : open.join(', ');
    throw protocolError('E_UNKNOWN_WORLD', `There is no world ${number} here (open: ${known}); \`make\` one.`);
  }

  #make({ id, envId, kwargs, maxEpisodeSteps, numEnvs, autoreset }: Request<'make'>): void {
    const { maxEnvsPerWorld } = this.#limits;
    const doing = `Making ${envId.slice(0, 100)}`;
    this.#requireRoom(doing);
    if (numEnvs !== undefined && numEnvs > maxEnvsPerWorld) {
      throw protocolError('E_LIMIT', `${doing}: numEnvs is at most ${maxEnvsPerWorld} on this server; got ${numEnvs}.`);
    }
    if (autoreset !== undefined && numEnvs === undefined) {
      throw protocolError('E_INVALID', `${doing}: autoreset is for a batch; give numEnvs, or leave autoreset out.`);
    }
    const limit = maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps };
    const env = attempt(doing, 'E_MAKE', () =>
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
        actionNames: env.metadata.actionNames ?? actionNames(spec.id),
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
      ...howToPlay(spec.id, env.metadata),
    });
  }

  #sit(message: Request<'sit'>): void {
    this.#requireRoom('Sitting down at a match');
    const match = this.#lobby.matchOf(message);
    const number = this.#nextWorld;
    let world: SeatWorld;
    try {
      world = new SeatWorld(match, message, this.#name, this.#out, () => this.#seats.delete(number));
    } catch (error) {
      this.#lobby.closeUnused(match);
      throw error;
    }
    this.#nextWorld++;
    this.#seats.set(number, world);
    const { seat, key, now } = world;
    const { name, session, seats, players, stepSeconds, env } = match;
    const spec = wireSpec(env.spec!);
    this.#out.send({
      type: 'seated',
      id: message.id,
      world: number,
      session,
      match: name,
      seat,
      seats: seats.names,
      players,
      key,
      stepSeconds,
      spec,
      observationSpace: seats.observationSpace(seat).toJSON(),
      actionSpace: seats.actionSpace(seat).toJSON(),
      ...howToPlay(spec.id, env.metadata),
      ...now,
    });
  }

  #requireRoom(doing: string): void {
    const { maxWorldsPerPlayer } = this.#limits;
    if (this.#worlds.size + this.#seats.size < maxWorldsPerPlayer) return;
    throw protocolError('E_LIMIT', `${doing}: a player has at most ${maxWorldsPerPlayer} worlds; \`close\` one first.`);
  }

  #startFlushing(): void {
    this.#flushTimer ??= setInterval(() => {
      for (const world of this.#worlds.values()) world.flush();
    }, FLUSH_INTERVAL);
  }
}

/** What a page needs that does not have the world itself. */
function howToPlay(id: string, metadata: EnvMetadata): Pick<WorldFacts, 'renderFps' | 'actionNames' | 'controls'> {
  const { renderFps, actionNames: names = actionNames(id), controls = registeredControls(id) } = metadata;
  return { renderFps, actionNames: names, ...(controls === null ? {} : { controls }) };
}
