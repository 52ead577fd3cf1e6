/** `ludus roms`, against a local server with every fault a network has. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { download } from '../../roms-fetch/download.ts';
import { RomError } from '../../roms-fetch/errors.ts';
import { MANIFEST, type RomEntry } from '../../roms-fetch/manifest.ts';
import { defaultRomFolder, RomStore } from '../../roms-fetch/store.ts';
import { cutOff, endEarly, endless, FaultyServer, fallSilent, redirect, serve } from './faulty-server.ts';

/** A cartridge as far as its first bytes go. */
/** 'NES', one bank of 16 KiB, mapper 0; then bytes of a program. */
const HEADER = [0x4e, 0x45, 0x53, 0x1a, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const ROM = Uint8Array.from({ length: 20_000 }, (_, i) => HEADER[i] ?? (i * 7) & 0xff);
const SHA256 = createHash('sha256').update(ROM).digest('hex');
const OTHER = ROM.slice().fill(9, 10, 20);

const server = new FaultyServer({
  '/rom.nes': serve(ROM),
  '/moved.nes': redirect('/rom.nes', 301),
  '/loop.nes': redirect('/loop.nes'),
  '/away.nes': redirect('file:///etc/passwd'),
  '/wrong.nes': serve(OTHER),
  '/long.nes': serve(new Uint8Array(30_000)),
  '/cut.nes': cutOff(ROM, 9_000),
  '/short.nes': endEarly(ROM, 9_000),
  '/endless.nes': endless,
  '/silent.nes': fallSilent(ROM, 9_000),
  '/no-ranges.nes': (_, response) => response.writeHead(200).end(ROM),
  '/wrong-part.nes': (request, response) =>
    request.headers.range === undefined
      ? response.writeHead(200).end(ROM)
      : response.writeHead(206, { 'Content-Range': 'bytes 0-19999/20000' }).end(ROM),
  '/no-such-part.nes': (request, response) =>
    request.headers.range === undefined ? response.writeHead(200).end(ROM) : response.writeHead(416).end(),
  '/error.nes': (_, response) => response.writeHead(503).end(),
});

let folder: string;
beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ludus-roms-'));
  server.ranges.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function storeOf(path: string, over: Partial<RomEntry> = {}): RomStore {
  const entry = { name: 'game', title: 'Game', author: 'A', license: 'MIT', home: server.at('/') };
  return new RomStore(folder, [{ ...entry, address: server.at(path), bytes: ROM.length, sha256: SHA256, ...over }]);
}

/** Everything but what must be there. */
const left = () => readdirSync(folder).sort();

async function failureOf(action: Promise<unknown>): Promise<RomError> {
  const error = await action.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RomError);
  const failure = error as RomError;
  expect(failure.message.split('\n')).toHaveLength(1);
  return failure;
}

describe('fetching', () => {
  it('gives the file its name when all of it is there, and fetches it once', async () => {
    const store = storeOf('/rom.nes');
    const path = join(folder, 'game.nes');
    expect(await store.fetch('game')).toEqual({ path, fetched: true });
    expect(new Uint8Array(readFileSync(path))).toEqual(ROM);
    expect(await store.fetch('game')).toEqual({ path, fetched: false });
    expect(server.ranges).toHaveLength(1);
    expect(left()).toEqual(['game.nes']);
    expect(await store.locate('game')).toBe(path);
  });

  it('follows redirects', async () => {
    await storeOf('/moved.nes').fetch('game');
    expect(left()).toEqual(['game.nes']);
  });

  it('goes on where a broken connection left off', async () => {
    const failure = await failureOf(storeOf('/cut.nes').fetch('game'));
    expect(failure.code).toBe('E_NETWORK');
    expect(left()).toEqual(['game.nes.partial']);
    expect(readFileSync(join(folder, 'game.nes.partial'))).toHaveLength(9_000);
    await storeOf('/rom.nes').fetch('game');
    expect(server.ranges.at(-1)).toBe('bytes=9000-');
    expect(new Uint8Array(readFileSync(join(folder, 'game.nes')))).toEqual(ROM);
    expect(left()).toEqual(['game.nes']);
  });

  it.each(['/no-ranges.nes', '/wrong-part.nes', '/no-such-part.nes'])(
    'begins anew where the host does not send the rest: %s',
    async (path) => {
      writeFileSync(join(folder, 'game.nes.partial'), ROM.subarray(0, 500));
      await storeOf(path).fetch('game');
      expect(new Uint8Array(readFileSync(join(folder, 'game.nes')))).toEqual(ROM);
    },
  );

  it('begins anew where more is left over than the file has', async () => {
    writeFileSync(join(folder, 'game.nes.partial'), new Uint8Array(50_000));
    await storeOf('/rom.nes').fetch('game');
    expect(left()).toEqual(['game.nes']);
  });

  it('takes a whole file that was left over for what its hash says', async () => {
    writeFileSync(join(folder, 'game.nes.partial'), ROM);
    await storeOf('/rom.nes').fetch('game');
    expect(server.ranges).toHaveLength(0);
    expect(left()).toEqual(['game.nes']);
  });

  it('replaces a file that is not what it should be', async () => {
    writeFileSync(join(folder, 'game.nes'), OTHER);
    await storeOf('/rom.nes').fetch('game');
    expect(new Uint8Array(readFileSync(join(folder, 'game.nes')))).toEqual(ROM);
  });

  it.each([
    ['/wrong.nes', 'E_HASH', /its SHA-256 is .*thrown away/, []],
    ['/long.nes', 'E_SIZE', /it has 20000 bytes, and more came/, []],
    ['/endless.nes', 'E_SIZE', /it has 20000 bytes, and more came/, []],
    ['/short.nes', 'E_SIZE', /ended after 9000\. Run the command again/, ['game.nes.partial']],
    ['/loop.nes', 'E_REDIRECT', /at most 5 redirects/, []],
    ['/away.nes', 'E_REDIRECT', /https only, this one leads to file:\/\/\/etc\/passwd/, []],
    ['/missing.nes', 'E_STATUS', /answered 404 Not Found/, []],
    ['/error.nes', 'E_STATUS', /answered 503/, []],
  ] as const)('%s fails with %s and leaves nothing that looks whole', async (path, code, message, remains) => {
    const failure = await failureOf(storeOf(path).fetch('game'));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(left()).toEqual(remains);
  });

  it('gives up a host that falls silent', async () => {
    const what = { address: server.at('/silent.nes'), bytes: ROM.length, sha256: SHA256 };
    const failure = await failureOf(download(what, join(folder, 'game.nes'), { patience: 200 }));
    expect(failure.code).toBe('E_NETWORK');
    expect(failure.message).toMatch(/nothing came for 0.2 s/);
  });

  it('without a network says so in one line, and that Pong needs none', async () => {
    const closed = new FaultyServer({});
    await closed.listen();
    const address = closed.at('/rom.nes');
    closed.close();
    const failure = await failureOf(storeOf('/', { address }).fetch('game'));
    expect(failure.code).toBe('E_NETWORK');
    expect(failure.message).toMatch(/cannot be reached \(ECONNREFUSED\).*Pong ships with Ludus/);
  });

  it('keeps the whole file it has while another attempt fails', async () => {
    await storeOf('/rom.nes').fetch('game');
    const failure = await failureOf(storeOf('/wrong.nes', { sha256: 'f'.repeat(64) }).fetch('game'));
    expect(failure.code).toBe('E_HASH');
    expect(new Uint8Array(readFileSync(join(folder, 'game.nes')))).toEqual(ROM);
  });

  it.each(['nothing', '../game', '..', 'game.nes', ''])('does not know %j', async (name) => {
    expect((await failureOf(storeOf('/rom.nes').fetch(name))).code).toBe('E_UNKNOWN');
    expect(left()).toEqual([]);
  });

  it('says where a folder cannot be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    const store = new RomStore(join(folder, 'file', 'roms'), MANIFEST);
    const failure = await failureOf(store.fetch('falling'));
    expect(failure.code).toBe('E_FILE');
    expect(failure.message).toMatch(/LUDUS_ROMS/);
  });
});

describe('adding', () => {
  const put = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const store = () => new RomStore(join(folder, 'roms'), []);

  it('copies the file and remembers its hash', async () => {
    const rom = await store().add(put('My Game (v2).NES', ROM));
    expect(rom).toMatchObject({ name: 'my-game-v2', state: 'ok', entry: null });
    expect(await store().list()).toEqual([rom]);
    expect(await store().locate('my-game-v2')).toBe(rom.path);
  });

  it('notices when the file has changed since', async () => {
    const rom = await store().add(put('game.nes', ROM));
    writeFileSync(rom.path, OTHER);
    expect((await store().list())[0]!.state).toBe('changed');
    expect((await failureOf(store().locate('game'))).code).toBe('E_HASH');
  });

  it.each(['../evil', '/etc/evil', 'a/b', '..', 'C:evil', 'UPPER', '-x', 'a'.repeat(65), '\u0000'])(
    'refuses the name %j and writes nothing',
    async (name) => {
      const file = put('game.nes', ROM);
      expect((await failureOf(store().add(file, name))).code).toBe('E_NAME');
      expect(left()).toEqual(['game.nes']);
    },
  );

  it.each([
    [
      'game.zip',
      Uint8Array.of(0x50, 0x4b, 3, 4),
      'E_NOT_A_ROM',
      /got 50 4b 03 04 and 4 bytes\. Give a whole \.nes file/,
    ],
    ['empty.nes', new Uint8Array(0), 'E_NOT_A_ROM', /got no bytes and 0 bytes/],
    // 16 of the header and a bank of 16,384.
    [
      'cut.nes',
      ROM.subarray(0, 16_399),
      'E_NOT_A_ROM',
      /it is cut off: its header says 16400 bytes, the file has 16399/,
    ],
    ['huge.nes', new Uint8Array(4 * 1024 * 1024 + 1), 'E_NOT_A_ROM', /at most 4194304 bytes/],
  ] as const)('refuses %s', async (name, bytes, code, message) => {
    const failure = await failureOf(store().add(put(name, bytes)));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(left()).toEqual([name]);
  });

  it('refuses a file that is not there, and one that takes the name of a known game', async () => {
    expect((await failureOf(store().add(join(folder, 'none.nes')))).code).toBe('E_FILE');
    const known = new RomStore(join(folder, 'roms'), MANIFEST);
    expect((await failureOf(known.add(put('falling.nes', ROM)))).message).toMatch(/the name of Falling/);
  });

  it('takes the file of a known game for what it is', async () => {
    const known = new RomStore(join(folder, 'roms'), MANIFEST);
    // test/roms/README.md says where it is from.
    const rom = await known.add(new URL('../roms/falling.nes', import.meta.url).pathname);
    expect(rom.entry?.title).toBe('Falling');
    expect(await known.locate('falling')).toBe(rom.path);
  });

  it('says so when its record cannot be read', async () => {
    await store().add(put('game.nes', ROM));
    writeFileSync(join(folder, 'roms', 'added.json'), '{ "../x": {');
    expect((await failureOf(store().list())).message).toMatch(/added\.json: it is an object of names/);
  });
});

describe('the manifest', () => {
  it('names each game once, with an https address, a size and a hash', () => {
    expect(new Set(MANIFEST.map(({ name }) => name)).size).toBe(MANIFEST.length);
    for (const { address, sha256, bytes, license } of MANIFEST) {
      expect(address).toMatch(/^https:\/\//);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(bytes).toBeGreaterThan(16);
      expect(license).toMatch(/^(MIT|GPL-[23]\.0-or-later)$/);
    }
  });
});

describe('the folder', () => {
  it('is LUDUS_ROMS, or under XDG_CACHE_HOME', () => {
    expect(defaultRomFolder({ LUDUS_ROMS: '/somewhere' })).toBe('/somewhere');
    if (process.platform !== 'win32')
      expect(defaultRomFolder({ XDG_CACHE_HOME: '/cache' })).toBe(join('/cache', 'ludus', 'roms'));
  });
});
