/** The registered worlds as they go over the wire. */

import type { EnvSpec } from '../../envs/core/env.ts';
import { make, registeredEnvs } from '../../envs/index.ts';
import type { EnvListing } from '../protocol/messages.ts';
import { plainInfo } from '../protocol/values.ts';

/** By id: a world's spaces are known only of a made one, and making all of them takes some milliseconds. */
const listings = new Map<string, EnvListing>();

/** Every registered world; one that cannot be made without kwargs is left out. */
export function listEnvs(): EnvListing[] {
  const result: EnvListing[] = [];
  for (const { id } of registeredEnvs()) {
    const listing = listings.get(id) ?? describeEnv(id);
    if (listing === null) continue;
    listings.set(id, listing);
    result.push(listing);
  }
  return result;
}

function describeEnv(id: string): EnvListing | null {
  try {
    const env = make(id);
    const { spec, observationSpace, actionSpace, metadata } = env;
    env.close();
    if (spec === null) return null;
    return {
      spec: wireSpec(spec),
      observationSpace: observationSpace.toJSON(),
      actionSpace: actionSpace.toJSON(),
      renderModes: metadata.renderModes,
    };
  } catch {
    return null;
  }
}

/** The protocol's part of a spec, its kwargs as plain data. */
export function wireSpec({ id, rewardThreshold, maxEpisodeSteps, kwargs, bundled }: EnvSpec): EnvSpec {
  return { id, rewardThreshold, maxEpisodeSteps, kwargs: plainInfo(kwargs, 'json') as EnvSpec['kwargs'], bundled };
}
