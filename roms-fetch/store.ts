/**
 * The folder of cartridges on this machine: those fetched by the manifest, and those a user added. Each is `<name>.nes`; `added.json`
 * has the hashes of the added ones, so that `verify` can tell whether they are still what they were.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { headerComplaint } from '../envs/nes/core/cartridge.ts';
import { type DownloadOptions, download } from './download.ts';
import { RomError } from './errors.ts';
import { MANIFEST, type RomEntry } from './manifest.ts';

/** `missing`: known, not here. `ok`: here, with its hash. `changed`: here, with another. */
export type RomState = 'missing' | 'ok' | 'changed';

export interface StoredRom {
  readonly name: string;
  /** Null for one that the manifest does not know. */
  readonly entry: RomEntry | null;
  readonly path: string;
  readonly state: RomState;
}

interface Added {
  readonly sha256: string;
}

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const MAX_BYTES = 4 * 1024 * 1024; // no cartridge of the mappers we have is larger

/** `LUDUS_ROMS`, else where this system keeps what programs fetched. */
export function defaultRomFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.LUDUS_ROMS) return env.LUDUS_ROMS;
  if (process.platform === 'win32' && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'ludus', 'roms');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ludus', 'roms');
}

export class RomStore {
  readonly folder: string;
  readonly #manifest: readonly RomEntry[];

  constructor(folder: string = defaultRomFolder(), manifest: readonly RomEntry[] = MANIFEST) {
    this.folder = folder;
    this.#manifest = manifest;
  }

  /** Those of the manifest and those added, by name, each looked at. */
  async list(): Promise<StoredRom[]> {
    const added = await this.#added();
    const names = new Set([...this.#manifest.map(({ name }) => name), ...Object.keys(added)]);
    return Promise.all([...names].sort().map((name) => this.#look(name, added)));
  }

  /**
   * Fetches one of the manifest's, unless it is here and whole.
   *
   * @returns where it is, and whether it had to be fetched
   * @throws {RomError}
   */
  async fetch(
    name: string,
    options: DownloadOptions = {},
  ): Promise<{ readonly path: string; readonly fetched: boolean }> {
    const entry = this.#manifest.find((each) => each.name === name);
    if (entry === undefined) {
      const known = this.#manifest.map((each) => each.name).join(', ');
      throw new RomError(
        'E_UNKNOWN',
        `Cannot fetch ${JSON.stringify(name)}: the games that can be fetched are ${known}. Add a file of your own with \`ludus roms add\`.`,
      );
    }
    const path = this.#pathOf(entry.name);
    if ((await hashOf(path)) === entry.sha256) return { path, fetched: false };
    await this.#makeFolder();
    await download(entry, path, options);
    return { path, fetched: true };
  }

  /**
   * Copies a file of the user's into the folder.
   *
   * @param name default: the file's own, in lower case, other characters as hyphens
   * @throws {RomError} `E_NAME`, `E_NOT_A_ROM` or `E_FILE`
   */
  async add(file: string, name: string = nameOf(file)): Promise<StoredRom> {
    const path = this.#pathOf(name);
    const bytes = await readRom(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const entry = this.#manifest.find((each) => each.name === name);
    if (entry !== undefined && entry.sha256 !== sha256) {
      throw new RomError(
        'E_NAME',
        `Cannot add ${file} as ${name}: that is the name of ${entry.title}, and this is another file. Give it another with --name.`,
      );
    }
    await this.#makeFolder();
    await writeAtomic(path, bytes);
    if (entry === undefined) {
      const added = { ...(await this.#added()), [name]: { sha256 } };
      await writeAtomic(join(this.folder, 'added.json'), `${JSON.stringify(added, null, 2)}\n`);
    }
    return { name, entry: entry ?? null, path, state: 'ok' };
  }

  /**
   * The path of a cartridge that is here and whole.
   *
   * @throws {RomError} `E_UNKNOWN`, `E_HASH`
   */
  async locate(name: string): Promise<string> {
    const found = (await this.list()).find((rom) => rom.name === name);
    if (found?.state === 'ok') return found.path;
    if (found?.state === 'changed') {
      throw new RomError(
        'E_HASH',
        `Cannot use ${found.path}: it is not what it was. Remove it, and fetch or add it again.`,
      );
    }
    const remedy = found === undefined ? '`ludus roms` lists what there is' : `Run \`ludus roms fetch ${name}\``;
    throw new RomError('E_UNKNOWN', `Cannot find the game ${JSON.stringify(name)} in ${this.folder}. ${remedy}.`);
  }

  async #look(name: string, added: Readonly<Record<string, Added>>): Promise<StoredRom> {
    const entry = this.#manifest.find((each) => each.name === name) ?? null;
    const path = this.#pathOf(name);
    const hash = await hashOf(path);
    const state = hash === null ? 'missing' : hash === (entry ?? added[name]!).sha256 ? 'ok' : 'changed';
    return { name, entry, path, state };
  }

  async #added(): Promise<Readonly<Record<string, Added>>> {
    const file = join(this.folder, 'added.json');
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      return {};
    }
    const added = parse(text);
    if (added !== null) return added;
    throw new RomError(
      'E_FILE',
      `Cannot read ${file}: it is an object of names with their sha256. Remove it, and add your files again.`,
    );
  }

  #pathOf(name: string): string {
    if (NAME.test(name)) return join(this.folder, `${name}.nes`);
    throw new RomError(
      'E_NAME',
      `Cannot use the name ${JSON.stringify(name)}: it is 1 to 64 lower-case letters, digits and hyphens between them. Give another with --name.`,
    );
  }

  async #makeFolder(): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true });
    } catch (cause) {
      throw new RomError(
        'E_FILE',
        `Cannot make the folder ${this.folder}: ${messageOf(cause)}. Name another with LUDUS_ROMS.`,
        { cause },
      );
    }
  }
}

function nameOf(file: string): string {
  const name = basename(file).replace(/\.nes$/i, '');
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}

async function readRom(file: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) {
      throw new RomError(
        'E_NOT_A_ROM',
        `Cannot add ${file}: a cartridge has at most ${MAX_BYTES} bytes, this file has ${size}.`,
      );
    }
    bytes = await readFile(file);
  } catch (cause) {
    if (cause instanceof RomError) throw cause;
    throw new RomError('E_FILE', `Cannot read ${file}: ${messageOf(cause)}. Give the path of an .nes file.`, { cause });
  }
  const complaint = headerComplaint(bytes);
  if (complaint === null) return bytes;
  throw new RomError(
    'E_NOT_A_ROM',
    `Cannot add ${file}: ${complaint}. Give a whole .nes file, unpacked where it is in an archive.`,
  );
}

/** Null where there is no such file. */
async function hashOf(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return null;
  }
}

async function writeAtomic(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new RomError(
      'E_FILE',
      `Cannot write ${path}: ${messageOf(cause)}. Name a folder that can be written with LUDUS_ROMS.`,
      { cause },
    );
  }
}

/** Null where the text is no record of added files. */
function parse(text: string): Readonly<Record<string, Added>> | null {
  try {
    const added: unknown = JSON.parse(text);
    if (typeof added !== 'object' || added === null || Array.isArray(added)) return null;
    const isRecord = Object.entries(added).every(
      ([name, value]) => NAME.test(name) && typeof value?.sha256 === 'string',
    );
    return isRecord ? (added as Readonly<Record<string, Added>>) : null;
  } catch {
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
