/** The matches of a server, by the names their players agree upon. Who comes first makes the match; who leaves last ends it. */
import { randomBytes } from 'node:crypto';
import { deepEqual } from '../../envs/core/equal.ts';
import { resolveMake } from '../../envs/core/registry.ts';
import { actionNames, make } from '../../envs/index.ts';
import type { ServerLimits } from '../limits.ts';
import { describe, protocolError } from '../protocol/errors.ts';
import type { MatchListing } from '../protocol/messages.ts';
import type { SessionHub } from '../sessions/hub.ts';
import { wireSpec } from '../worlds/listing.ts';
import { attempt, type Request } from '../worlds/world.ts';
import { Match } from './match.ts';

/** Bytes of a name that the server draws. */
const NAME_BYTES = 4;

export class Lobby {
  readonly #hub: SessionHub;
  readonly #limits: Pick<ServerLimits, 'seatHoldSeconds'>;
  readonly #matches = new Map<string, Match>(); // oldest first

  constructor(hub: SessionHub, limits: Pick<ServerLimits, 'seatHoldSeconds'>) {
    this.#hub = hub;
    this.#limits = limits;
  }

  /** Newest first. */
  get listings(): MatchListing[] {
    return [...this.#matches.values()].map(({ listing }) => listing).reverse();
  }

  /**
   * The match that a request names, made where there is none yet.
   *
   * Throws `E_UNKNOWN_MATCH`, `E_MATCH`, and what making a world does.
   */
  matchOf(request: Request<'sit'>): Match {
    const { match: name = randomBytes(NAME_BYTES).toString('hex'), envId } = request;
    const found = this.#matches.get(name);
    if (found !== undefined) {
      checkSame(found, request);
      return found;
    }
    if (envId === undefined || request.key !== undefined) {
      const why =
        request.key === undefined ? 'give envId to begin it' : 'leave the key out and give envId to begin it anew';
      throw protocolError('E_UNKNOWN_MATCH', `Sitting down at match ${name}: there is none of this name; ${why}.`);
    }
    return this.#begin(name, envId, request);
  }

  /** Ends a match at which nobody has sat down. */
  closeUnused(match: Match): void {
    if (match.listing.seats.some(({ free }) => !free)) return;
    match.close();
    this.#matches.delete(match.name);
  }

  /** The server ends. */
  close(): void {
    for (const match of this.#matches.values()) match.close();
    this.#matches.clear();
  }

  #begin(name: string, envId: string, { kwargs, maxEpisodeSteps, stepSeconds }: Request<'sit'>): Match {
    const doing = `Making ${envId.slice(0, 100)}`;
    const env = attempt(doing, 'E_MAKE', () =>
      make(envId, { ...kwargs, ...(maxEpisodeSteps === undefined ? {} : { maxEpisodeSteps }) }),
    );
    try {
      if (env.metadata.seats === undefined) {
        throw protocolError('E_MATCH', `${doing}: it is a world of one player; \`make\` it instead.`);
      }
      const spec = wireSpec(env.spec!);
      const publisher = this.#hub.publish({
        kind: 'player',
        name,
        spec,
        agent: null,
        renderFps: env.metadata.renderFps,
        actionNames: actionNames(spec.id),
      });
      const { seatHoldSeconds: holdSeconds } = this.#limits;
      try {
        const onEmpty = () => this.#matches.delete(name);
        const match = new Match({ name, env, publisher, stepSeconds: stepSeconds ?? null, holdSeconds, onEmpty });
        this.#matches.set(name, match);
        return match;
      } catch (error) {
        publisher.close('failed');
        throw protocolError('E_MAKE', `${doing}: ${describe(error)}`, error);
      }
    } catch (error) {
      env.close();
      throw error;
    }
  }
}

/** What a request says of the match must be so; what it leaves out is as it is. */
function checkSame({ name, env, stepSeconds }: Match, request: Request<'sit'>): void {
  const { id, kwargs, maxEpisodeSteps } = env.spec!;
  const differs = (what: string, is: unknown, got: unknown): never => {
    throw protocolError(
      'E_MATCH',
      `Sitting down at match ${name}: its ${what} is ${describe(is)}, got ${describe(got)}; leave it out, or choose another name.`,
    );
  };
  if (request.envId !== undefined && request.envId !== id) differs('envId', id, request.envId);
  if (request.kwargs !== undefined) {
    const given = attempt(`Sitting down at match ${name}`, 'E_MATCH', () => resolveMake(id, { ...request.kwargs }));
    if (!deepEqual(given.spec.kwargs, kwargs)) differs('kwargs', kwargs, request.kwargs);
  }
  if (request.maxEpisodeSteps !== undefined && request.maxEpisodeSteps !== maxEpisodeSteps) {
    differs('maxEpisodeSteps', maxEpisodeSteps, request.maxEpisodeSteps);
  }
  if (request.stepSeconds !== undefined && request.stepSeconds !== stepSeconds) {
    differs('stepSeconds', stepSeconds, request.stepSeconds);
  }
}
