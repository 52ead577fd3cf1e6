// Compiles the training backend's kernels (tensor/backend/kernels, AssemblyScript) twice, with relaxed-SIMD fused multiply-add and without,
// and writes both as base64 into tensor/backend/generated/kernels.ts: a module is what Node, bundlers and browsers all load alike.
// Does nothing when the sources have not changed since. Run by the library's build and before the tests (vitest's globalSetup).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const backend = join(root, 'tensor/backend');
const generated = join(backend, 'generated');
const output = join(generated, 'kernels.ts');

/** The first line of the output: it says which sources it was made from. */
function stampOfSources() {
  const hash = createHash('sha256');
  const sources = [
    fileURLToPath(import.meta.url),
    join(backend, 'layout.ts'),
    join(backend, 'opcodes.ts'),
    ...readdirSync(join(backend, 'kernels'))
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => join(backend, 'kernels', name)),
  ];
  for (const source of sources) hash.update(source.slice(root.length)).update(readFileSync(source));
  return `// Sources: ${hash.digest('hex')}`;
}

function compile(folder, name, features) {
  const file = join(folder, `${name}.wasm`);
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/assemblyscript/bin/asc.js'),
      join(backend, 'kernels/index.ts'),
      ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
      // 2 GiB at most, shared; below --memoryBase lies the control block (layout.ts).
      ...['--importMemory', '--sharedMemory', '--initialMemory', '2', '--maximumMemory', '32768'],
      ...['--memoryBase', '1024'],
      ...features.flatMap((feature) => ['--enable', feature]),
      ...['-o', file],
      // The text form, for whoever wants to see what a kernel became.
      ...(process.env.LUDUS_WAT ? ['-t', join(process.env.LUDUS_WAT, `${name}.wat`)] : []),
    ],
    { stdio: 'inherit', cwd: root },
  );
  if (status !== 0) throw new Error(`The kernels' ${name} build failed.`);
  return readFileSync(file);
}

export function buildKernels() {
  const stamp = stampOfSources();
  if (existsSync(output) && readFileSync(output, 'utf8').startsWith(stamp)) return;
  const folder = mkdtempSync(join(tmpdir(), 'ludus-kernels-'));
  try {
    const plain = compile(folder, 'plain', ['simd', 'threads']);
    const relaxed = compile(folder, 'relaxed', ['simd', 'threads', 'relaxed-simd']);
    mkdirSync(generated, { recursive: true });
    writeFileSync(
      `${output}.${process.pid}`,
      `${stamp}
// Made by scripts/build-kernels.mjs; not in version control.
export const PLAIN = '${plain.toString('base64')}';
export const RELAXED = '${relaxed.toString('base64')}';
`,
    );
    renameSync(`${output}.${process.pid}`, output); // whole at any moment, for whoever reads beside us
    console.log(`kernels: plain ${plain.length} bytes, relaxed ${relaxed.length} bytes`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** vitest's globalSetup. */
export const setup = buildKernels;

if (process.argv[1] === fileURLToPath(import.meta.url)) buildKernels();
