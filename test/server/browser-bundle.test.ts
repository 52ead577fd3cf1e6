import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test.each([
  'clients/typescript/index.ts',
  'server/protocol/codec.ts',
  'server/protocol/messages.ts',
  'server/protocol/values.ts',
  'server/protocol/schemas.ts',
])('%s runs in a browser: it bundles without anything of Node', async (entry) => {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: root,
    bundle: true,
    platform: 'browser', // an import of node:* is an error then
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  // ws is there for Node, behind an import that a browser never comes to; its browser file only throws.
  const inputs = Object.keys(metafile.inputs).filter((input) => input.includes('node_modules/ws/'));
  expect(inputs.every((input) => input.endsWith('ws/browser.js'))).toBe(true);
  expect(outputFiles[0]!.text).not.toMatch(/from ["']node:/);
});
