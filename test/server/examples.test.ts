/**
 * The examples as a user runs them, against a server here. The TypeScript one imports `ludus/client` from `dist`, which
 * `npm test` builds. The Python one runs under `$LUDUS_PYTHON`, else `python3`, and is skipped, visibly, where that lacks
 * `websockets` or `msgpack`.
 */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LudusServer, startServer } from '../../server/index.ts';
import { RawClient } from './raw-client.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const python = process.env.LUDUS_PYTHON ?? 'python3';
const hasPython = spawnSync(python, ['-c', 'import websockets.sync.client, msgpack']).status === 0;

describe('the examples balance the pole for 500 steps, seen by the viewer', () => {
  let server: LudusServer;
  beforeAll(async () => {
    server = await startServer({ port: 0 });
  });
  afterAll(() => server.close());

  async function play(command: string, args: readonly string[], name: string): Promise<void> {
    const viewer = await RawClient.join(server.url, 'viewer');
    const playing = run(command, [...args, `${server.url.replace('http', 'ws')}/ws`, '--fast'], { cwd: root });
    const { info } = (await viewer.find(({ type }) => type === 'session')) as unknown as {
      info: Record<string, unknown>;
    };
    expect(info).toMatchObject({ name, kind: 'player', state: 'running', spec: { id: 'CartPole-v1' } });
    viewer.send({ type: 'watch', id: 1, session: info.session });
    // 500 is CartPole-v1's time limit, and each step is worth 1.
    expect((await playing).stdout).toBe('return 500\n');
    const outcome = { return: 500, length: 500, terminated: false, truncated: true };
    await expect.poll(() => server.hub.snapshot(String(info.session), 0).episodes[0]?.outcome).toEqual(outcome);
    const [episode] = server.hub.snapshot(String(info.session), 0).episodes;
    expect(episode?.start).toEqual({ kind: 'seed', seed: 42 });
    expect(episode?.chunks[0]?.policies[0]).toMatchObject({ kind: 'probabilities' });
    await expect.poll(() => server.hub.sessions()[0]?.state).toBe('finished');
    viewer.close();
  }

  test('TypeScript', async () => {
    await play(process.execPath, ['--import', 'tsx', 'examples/custom-agent.ts'], 'custom agent (TypeScript)');
  });

  test.skipIf(!hasPython)(
    `Python (${hasPython ? python : `skipped: ${python} lacks websockets or msgpack`})`,
    async () => {
      await play(python, ['examples/custom_agent.py'], 'custom agent (Python)');
    },
  );
});

describe('two remote players meet at a match and play a game to its end', () => {
  let server: LudusServer;
  beforeAll(async () => {
    server = await startServer({ port: 0 });
  });
  afterAll(() => server.close());

  const typeScript = [process.execPath, '--import', 'tsx', 'examples/remote-player.ts'];

  async function meet(...commands: readonly (readonly string[])[]): Promise<void> {
    const url = `${server.url.replace('http', 'ws')}/ws`;
    const games = commands.map(([command, ...args], seat) =>
      run(command!, [...args, url, '--fast', '--points', '1', '--seat', ['right', 'left'][seat]!], { cwd: root }),
    );
    const [right, left] = await Promise.all(games);
    const score = (output: string, seat: string) =>
      Number(new RegExp(`^on the ${seat} at match friday\nscore (-?\\d+)\n$`).exec(output)?.[1]);
    const both = [score(right!.stdout, 'right'), score(left!.stdout, 'left')];
    expect(both[0]).toBe(-both[1]!);
    expect(Math.abs(both[0]!)).toBe(1);
  }

  test('TypeScript against TypeScript', () => meet(typeScript, typeScript));

  test.skipIf(!hasPython)(
    `Python against TypeScript (${hasPython ? python : `skipped: ${python} lacks websockets or msgpack`})`,
    () => meet([python, 'examples/remote_player.py'], typeScript),
  );
});
