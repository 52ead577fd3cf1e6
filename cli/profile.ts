/**
 * A profile in a file (`./falling.json`) as a world: `NES-v0` with profile and cartridge as keyword arguments, so that the run, its
 * replays and whoever watches need neither file again.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { registerName } from '../envs/core/registry.ts';
import { readProfile } from '../envs/nes/profile/profile.ts';
import { RomStore } from '../roms-fetch/store.ts';

export interface World {
  readonly env: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** Whether a command's argument names a profile. */
export function isProfilePath(text: string): boolean {
  return extname(text) === '.json';
}

/**
 * @param doing for the error, such as `train`
 * @throws {Error|RangeError|RomError} on a file that is no profile, or a cartridge that is not there
 */
export async function worldOfProfile(path: string, doing: string): Promise<World> {
  const json = await readJson(path, doing);
  readProfile(json); // what is wrong with it is said here, before anything begins
  const { rom, maxEpisodeSteps, ...profile } = json;
  const kwargs: Record<string, unknown> = { profile };
  if (rom !== undefined) kwargs.rom = (await readFile(await cartridgeOf(rom, path, doing))).toString('base64');
  if (maxEpisodeSteps !== undefined) kwargs.maxEpisodeSteps = maxEpisodeSteps;
  return { env: 'NES-v0', kwargs };
}

/**
 * The world of a profile as a person plays it: every frame is seen and acted on, for as long as before, and nothing is observed but by
 * looking. It gets a name, so that addresses and messages do not hold a cartridge.
 *
 * @returns the name; `make` knows it in this process
 * @throws as `worldOfProfile` does
 */
export async function nameProfile(path: string, doing: string): Promise<string> {
  const { env, kwargs } = await worldOfProfile(path, doing);
  const { profile, maxEpisodeSteps } = kwargs;
  const { frameSkip } = readProfile(profile);
  const name = `profile/${basename(path, '.json').replace(/[^\w.-]/g, '-')}-v0`;
  registerName(name, env, {
    ...kwargs,
    profile: { ...(profile as object), frameSkip: 1, observation: { kind: 'ram' } },
    ...(typeof maxEpisodeSteps === 'number' && { maxEpisodeSteps: maxEpisodeSteps * frameSkip }),
  });
  return name;
}

async function readJson(path: string, doing: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new Error(`Cannot ${doing} ${path}: it cannot be read (${messageOf(cause)}). Give the path of a profile.`, {
      cause,
    });
  }
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(
      `Cannot ${doing} ${path}: it is no JSON (${messageOf(cause)}). docs/nes.md says how a profile looks.`,
      { cause },
    );
  }
}

/** A path is taken from where the profile lies; a name is that of a game of `ludus roms`. */
async function cartridgeOf(rom: unknown, path: string, doing: string): Promise<string> {
  if (typeof rom !== 'string' || rom === '') {
    throw new Error(
      `Cannot ${doing} ${path}: rom is the name of a game of \`ludus roms\` or the path of an .nes file, got ${JSON.stringify(rom)}.`,
    );
  }
  if (extname(rom).toLowerCase() !== '.nes') return new RomStore().locate(rom);
  return resolve(dirname(path), rom);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
