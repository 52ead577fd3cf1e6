/** tfjs-core's own op tests, a process of their own because they are written for jasmine: `npm run test:tfjs` shows them one by one. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** The suite takes ten seconds alone, and more beside other tests. */
const PATIENCE = 300_000;

test(
  'the tests that tfjs-core ships pass on the backend',
  () => {
    const script = fileURLToPath(new URL('./tfjs-suite.mjs', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    const report = stdout.split('\n').filter((line) => /^FAILED|passed|exclusion/.test(line));
    expect(status, `${report.slice(0, 20).join('\n')}\n${stderr.slice(-2000)}`).toBe(0);
    expect(Number(/(\d+) passed/.exec(stdout)?.[1])).toBeGreaterThan(4000);
  },
  PATIENCE,
);
