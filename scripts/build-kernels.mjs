// Compiles the training backend's kernels (tensor/backend/kernels, AssemblyScript) twice, with relaxed-SIMD fused multiply-add and without,
// and writes both as base64 into tensor/backend/generated/kernels.ts: a module is what Node, bundlers and browsers all load alike.
// Does nothing when the sources have not changed since.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const backend = join(root, 'tensor/backend');
const generated = join(backend, 'generated');
const output = join(generated, 'kernels.ts');

const sources = [
  fileURLToPath(import.meta.url),
  join(backend, 'layout.ts'),
  join(backend, 'opcodes.ts'),
  ...readdirSync(join(backend, 'kernels'))
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => join(backend, 'kernels', name)),
];
const hash = createHash('sha256');
for (const source of sources) hash.update(source.slice(root.length)).update(readFileSync(source));
const stamp = `// Sources: ${hash.digest('hex')}`;
if (existsSync(output) && readFileSync(output, 'utf8').startsWith(stamp)) process.exit(0);

const work = mkdtempSync(join(tmpdir(), 'ludus-kernels-'));
function compile(name, features) {
  const file = join(work, `${name}.wasm`);
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/assemblyscript/bin/asc.js'),
      join(backend, 'kernels/index.ts'),
      ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
      ...['--importMemory', '--sharedMemory', '--initialMemory', '2', '--maximumMemory', '32768', '--memoryBase', '1024'],
      ...features.flatMap((feature) => ['--enable', feature]),
      ...['-o', file],
      ...(process.env.LUDUS_WAT ? ['-t', join(process.env.LUDUS_WAT, `${name}.wat`)] : []),
    ],
    { stdio: 'inherit', cwd: root },
  );
  if (status !== 0) process.exit(status ?? 1);
  return readFileSync(file);
}
const plain = compile('plain', ['simd', 'threads']);
const relaxed = compile('relaxed', ['simd', 'threads', 'relaxed-simd']);
rmSync(work, { recursive: true });

mkdirSync(generated, { recursive: true });
writeFileSync(
  output,
  `${stamp}
// Made by scripts/build-kernels.mjs; not in version control.
export const PLAIN = '${plain.toString('base64')}';
export const RELAXED = '${relaxed.toString('base64')}';
`,
);
console.log(`kernels: plain ${plain.length} bytes, relaxed ${relaxed.length} bytes`);
