/**
 * Docs are run: every fenced block of README, CONTRIBUTING and docs/ that is code is executed against the built package, as a
 * reader would.
 *
 * - ` ```ts `: run as a file of its own that imports `ludus/...`; must exit 0.
 * - ` ```sh `: run line by line, `npx ludus` being the built command; each must exit 0.
 * - a ` ```text output ` block right after is what it must print, exactly.
 * - ` no-test ` in the info string leaves a block out; `docs/protocol.md`'s session has a test of its own.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

interface Snippet {
  readonly language: string;
  readonly info: string;
  readonly line: number;
  readonly code: string;
  readonly output: string | null;
}

function snippetsOf(markdown: string): Snippet[] {
  const fences = [...markdown.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)];
  return fences.flatMap((fence, index) => {
    const [, language = '', info = '', code = ''] = fence;
    const next = fences[index + 1];
    const between = next === undefined ? null : markdown.slice(fence.index + fence[0].length, next.index);
    const isOutput = next?.[1] === 'text' && next[2]?.trim() === 'output' && between?.trim() === '';
    return [
      {
        language,
        info: info.trim(),
        line: markdown.slice(0, fence.index).split('\n').length,
        code,
        output: isOutput ? (next[3] ?? '') : null,
      },
    ];
  });
}

const documents = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, snippets: snippetsOf(readFileSync(join(root, path), 'utf8')) }));

// Inside the checkout, so that `ludus/envs` resolves to the package itself.
mkdirSync(join(root, 'test-results'), { recursive: true });
const scratch = mkdtempSync(join(root, 'test-results/snippets-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const runnable = documents.flatMap(({ path, snippets }) =>
  snippets
    .filter(({ language, info }) => (language === 'ts' || language === 'sh') && !info.split(/\s+/).includes('no-test'))
    .map((snippet) => ({ ...snippet, path })),
);

const fileOf = ({ path, line }: { readonly path: string; readonly line: number }) =>
  join(scratch, `${path.replaceAll(/\W/g, '-')}-${line}.ts`);
const typescript = runnable.filter(({ language }) => language === 'ts');
for (const snippet of typescript) writeFileSync(fileOf(snippet), snippet.code);

describe('every snippet of the documents runs', () => {
  test('the TypeScript ones hold under the strict type checker', async () => {
    expect(typescript.length).toBeGreaterThan(0);
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--noUncheckedIndexedAccess',
      '--skipLibCheck',
      '--types',
      'node',
    ];
    const target = ['--target', 'es2023', '--module', 'nodenext', '--moduleResolution', 'nodenext'];
    const files = typescript.map(fileOf);
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [compiler, ...options, ...target, ...files], { cwd: root }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });

  test.each(runnable)('$path:$line ($language)', async ({ path, line, language, code, output }) => {
    const options = { cwd: root, timeout: 300_000 };
    let printed = '';
    if (language === 'ts') {
      printed = (await run(process.execPath, ['--import', 'tsx', fileOf({ path, line })], options)).stdout;
    } else {
      for (const command of code.replaceAll('\\\n', ' ').split('\n')) {
        const words = command.replace(/\s#.*$/, '').trim();
        if (words === '' || words.startsWith('#')) continue;
        const local = words.replace(/^npx ludus\b/, `"${process.execPath}" "${join(root, 'dist/cli/main.js')}"`);
        printed += (await run('bash', ['-c', local], { ...options, cwd: scratch })).stdout;
      }
    }
    if (output !== null) expect(printed).toBe(output);
  });
});
