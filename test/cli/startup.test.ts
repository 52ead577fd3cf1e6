/** `ludus --help` and the like start as fast as they do because nothing heavy is loaded before a command is asked for. */
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Modules that a file imports when it is loaded: not its types, nor what it loads later with `import()`. */
function importsOf(path: string): string[] {
  const imports = readFileSync(path, 'utf8').matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';$/gm);
  return Array.from(imports, ([, name]) => name!);
}

/** All that is loaded with a file: our own files, relative to the root, and packages. */
function loadedWith(entry: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string) => {
    if (files.has(path)) return;
    files.add(path);
    for (const name of importsOf(path)) {
      if (name.startsWith('.')) visit(join(dirname(path), name));
      else if (!name.startsWith('node:')) packages.add(name);
    }
  };
  visit(join(root, entry));
  return { files: Array.from(files, (path) => relative(root, path)), packages: [...packages].sort() };
}

test('the command line is declared without worlds, tensors, agents or a server', () => {
  const { files, packages } = loadedWith('cli/main.ts');
  expect(packages).toEqual(['commander', 'fastest-levenshtein']);
  expect(files).toContain('cli/commands/train.ts');
  for (const heavy of ['cli/actions/', 'envs/index.ts', 'tensor/', 'agents/index.ts', 'server/index.ts']) {
    expect(files.filter((file) => file.startsWith(heavy))).toEqual([]);
  }
});

test("the command's thread loads no tensors and no worlds for a training: the worker does", () => {
  const { files, packages } = loadedWith('cli/actions/train.ts');
  expect(packages).toContain('cli-progress');
  expect(packages.filter((name) => name.startsWith('@tensorflow/'))).toEqual([]);
  expect(files).not.toContain('envs/index.ts');
  expect(loadedWith('cli/training/train-worker.ts').packages).toContain('@tensorflow/tfjs-core');
});
