/** `ludus roms`: the free games for `NesEnv`, listed, fetched, added, verified. */
import { RomError } from '../../roms-fetch/errors.ts';
import { MANIFEST } from '../../roms-fetch/manifest.ts';
import { RomStore, type StoredRom } from '../../roms-fetch/store.ts';
import { formatTable } from '../terminal/table.ts';

export async function list({ json }: { readonly json?: true }): Promise<void> {
  const store = new RomStore();
  const roms = await store.list();
  if (json) {
    console.log(JSON.stringify({ folder: store.folder, roms }, null, 2));
    return;
  }
  const rows = roms.map(({ name, entry, state }) => [
    name,
    entry?.title ?? 'added by you',
    entry?.author ?? '-',
    entry?.license ?? '-',
    entry === null ? '-' : entry.bytes.toLocaleString('en'),
    STATES[state],
  ]);
  console.log(formatTable(['name', 'game', 'author', 'licence', 'bytes', 'state'], rows));
  console.log(`\nfolder: ${store.folder}\nPong ships with Ludus: \`ludus train Pong-features-v0 --agent ppo\``);
}

const STATES: Readonly<Record<StoredRom['state'], string>> = {
  missing: 'not fetched',
  ok: 'here',
  changed: 'changed: not what it was',
};

export async function fetchGames(names: readonly string[]): Promise<void> {
  const store = new RomStore();
  for (const name of names.includes('all') ? MANIFEST.map((entry) => entry.name) : names) {
    const { path, fetched } = await store.fetch(name);
    console.log(`${fetched ? 'fetched' : 'here already'}  ${path}`);
  }
}

export async function add(file: string, { name }: { readonly name?: string }): Promise<void> {
  const rom = await new RomStore().add(file, name);
  console.log(`added  ${rom.path}, called ${rom.name}`);
}

export async function verify(names: readonly string[]): Promise<void> {
  const roms = (await new RomStore().list()).filter((rom) => names.length === 0 || names.includes(rom.name));
  const unknown = names.find((name) => !roms.some((rom) => rom.name === name));
  if (unknown !== undefined) {
    throw new RomError('E_UNKNOWN', `There is no game ${JSON.stringify(unknown)}; \`ludus roms\` lists them.`);
  }
  const here = roms.filter((rom) => rom.state !== 'missing');
  for (const { name, state, path } of here) console.log(`${state === 'ok' ? 'ok     ' : 'changed'}  ${name}  ${path}`);
  if (here.length === 0) console.log('nothing is here yet; `ludus roms fetch <name>` fetches one');
  const changed = here.filter((rom) => rom.state === 'changed').map((rom) => rom.name);
  if (changed.length > 0) {
    throw new RomError(
      'E_HASH',
      `${changed.join(', ')} changed since fetched or added. Remove the files, and fetch or add them again.`,
    );
  }
}
