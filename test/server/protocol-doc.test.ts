/** `docs/protocol.md` is run: its sessions are replayed line by line, its tables are held complete. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE_CODES, DEFAULT_LIMITS, ERROR_CODES, startServer } from '../../server/index.ts';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const text = readFileSync(path('docs/protocol.md'), 'utf8');
const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8')) as { readonly version: string };

/** What the page says may differ from run to run. */
const SESSION = '8c1f0e6b5a3d9274';
const KEY = '5d21c06f9e7b48a3';
const STARTED_AT = '1767225600000';

const sessions = [...text.matchAll(/```wscat\n([\s\S]*?)```/g)].map(([, body]) => body!.trimEnd().split('\n'));

class Speaker {
  readonly socket: WebSocket;
  readonly #lines: string[] = [];
  #wake: () => void = () => {};

  constructor(url: string) {
    // No subprotocol, as wscat connects.
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
    this.socket.on('message', (data: Buffer) => {
      this.#lines.push(data.toString());
      this.#wake();
    });
  }

  async line(): Promise<string> {
    while (this.#lines.length === 0) {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        setTimeout(() => reject(new Error('the server says nothing more')), 5_000).unref();
      });
    }
    return this.#lines.shift()!;
  }

  get rest(): readonly string[] {
    return this.#lines;
  }
}

describe('docs/protocol.md', () => {
  test('holds four sessions', () => {
    expect(sessions).toHaveLength(4);
    expect(sessions.flat().length).toBeGreaterThan(40);
  });

  test.each(
    sessions.map((lines, i) => ({ lines, name: ['a player', 'a batch', 'a publisher and a viewer', 'a match'][i] })),
  )('the session of $name is what happens, to the letter', async ({ lines }) => {
    const server = await startServer({ port: 0 });
    const speakers = new Map<string, Speaker>();
    let session = SESSION;
    try {
      for (const line of lines) {
        const [, name, direction, content] = /^(\w*)([<>]) (.*)$/.exec(line) ?? [];
        expect(direction, `"${line}" begins with < or >`).toBeDefined();
        let speaker = speakers.get(name!);
        if (speaker === undefined) {
          speaker = new Speaker(server.url);
          speakers.set(name!, speaker);
        }
        if (direction === '>') {
          speaker.socket.send(content!.replaceAll(SESSION, session));
          continue;
        }
        const got = await speaker.line();
        session = /"session":"(\w{16})"/.exec(got)?.[1] ?? session;
        const plain = got
          .replaceAll(session, SESSION)
          .replace(`ludus/${version}`, 'ludus/0.1.0')
          .replace(/"key":"\w{16}"/, `"key":"${KEY}"`)
          .replace(/"startedAt":\d+/, `"startedAt":${STARTED_AT}`);
        expect(plain).toBe(content);
      }
      for (const speaker of speakers.values()) expect(speaker.rest).toEqual([]);
    } finally {
      for (const { socket } of speakers.values()) socket.terminate();
      await server.close();
    }
  });

  test('has every error code with its meaning, and no other', () => {
    const rows = [...text.matchAll(/^\| `(E_\w+)` +\| (.+?) +\|$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(Object.fromEntries(rows)).toEqual(ERROR_CODES);
  });

  test('has every limit with its default, and no other', () => {
    const rows = [...text.matchAll(/^\| `(\w+)` +\| +(\d+) \|/gm)].map(([, name, value]) => [name, Number(value)]);
    expect(Object.fromEntries(rows)).toEqual(DEFAULT_LIMITS);
  });

  test('has every close code', () => {
    for (const code of Object.values(CLOSE_CODES)) expect(text).toMatch(new RegExp(`^\\| ${code} `, 'm'));
  });

  test('has a row for every message of the protocol', () => {
    const source = readFileSync(path('server/protocol/messages.ts'), 'utf8');
    const types = new Set([...source.matchAll(/readonly type: '(\w+)'/g)].map(([, type]) => type!));
    expect(types.size).toBeGreaterThan(25);
    for (const type of types) expect(text, `\`${type}\` is nowhere`).toContain(`\`${type}\``);
  });
});
