/**
 * The Python client's own tests (`clients/python/tests`), against a server here: without Gymnasium, hidden where it is installed, and with it.
 * They run under `$LUDUS_PYTHON`, else `python3`, and are skipped, visibly, where that lacks what they import.
 */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LudusServer, startServer } from '../../server/index.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const python = process.env.LUDUS_PYTHON ?? 'python3';
const has = (modules: string) => spawnSync(python, ['-c', `import ${modules}`]).status === 0;
const hasClient = has('websockets.sync.client, msgpack, numpy');
const hasGymnasium = hasClient && has('gymnasium');
/** A module that is None cannot be imported. */
const HIDE_GYMNASIUM = 'import sys; sys.modules["gymnasium"] = None';

describe('the Python client', () => {
  let server: LudusServer;
  beforeAll(async () => {
    server = await startServer({ port: 0 });
  });
  afterAll(() => server.close());

  /** Rejects with what unittest printed where a test fails. */
  async function unittest(file: string, before: string): Promise<string> {
    const discover = `['unittest', 'discover', '-s', 'clients/python/tests', '-p', '${file}']`;
    const { stderr } = await run(
      python,
      ['-c', `${before}\nimport unittest; unittest.main(module=None, argv=${discover})`],
      {
        cwd: root,
        env: {
          ...process.env,
          LUDUS_SERVER: server.url,
          PYTHONPATH: 'clients/python',
          PYTHONDONTWRITEBYTECODE: '1',
        },
      },
    );
    return stderr;
  }

  test.skipIf(!hasClient)(
    `plays worlds, batches and matches, Gymnasium or none (${hasClient ? python : `skipped: ${python} lacks websockets, msgpack or numpy`})`,
    async () => {
      expect(await unittest('test_client.py', HIDE_GYMNASIUM)).toMatch(/^Ran 17 tests in .*\n\nOK\n$/m);
      expect(server.hub.sessions().length).toBeGreaterThan(0); // what it played could be watched
    },
  );

  test.skipIf(!hasGymnasium)(
    `is what Gymnasium takes for its own (${hasGymnasium ? python : `skipped: ${python} lacks gymnasium`})`,
    async () => {
      expect(await unittest('test_*.py', '')).toMatch(/^Ran 21 tests in .*\n\nOK\n$/m);
    },
  );
});
