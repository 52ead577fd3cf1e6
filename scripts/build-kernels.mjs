// Compiles what is written in AssemblyScript, each module in `MODULES`, and writes it as base64 into a TypeScript module beside
// its sources: a module is what Node, bundlers and browsers all load alike. Does nothing where the sources have not changed since.
// Run by the library's build and before the tests (vitest's globalSetup). LUDUS_WAT=<folder> writes the text form there too.
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
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tilesSource } from './gemm-tiles.mjs';
import { cpuSource, tablesSource } from './nes-cpu.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * `sources`: the folder of the module's own sources, `index.ts` its entry; `shared`: files that it and our TypeScript both
 * compile; `builds`: exported name to WebAssembly features; `flags`: what else asc is told; `generates`: sources that a script
 * writes first, into `generated/` beside the others.
 */
const MODULES = [
  {
    sources: 'envs/classic-control/cart-pole/kernel',
    shared: [
      'envs/classic-control/cart-pole/constants.ts',
      'envs/classic-control/cart-pole/kernel-layout.ts',
      'envs/vector/row-phase.ts',
    ],
    output: 'envs/classic-control/cart-pole/generated/kernel.ts',
    builds: { KERNEL: ['simd'] },
    flags: [],
  },
  {
    sources: 'envs/nes/core/kernel',
    shared: ['envs/nes/core/layout.ts', 'scripts/nes-cpu.mjs'],
    generates: { 'cpu.ts': cpuSource, 'tables.ts': tablesSource },
    output: 'envs/nes/core/generated/core.ts',
    builds: { CORE: ['simd'] },
    flags: [],
  },
  {
    sources: 'tensor/backend/kernels',
    shared: ['tensor/backend/layout.ts', 'tensor/backend/opcodes.ts', 'scripts/gemm-tiles.mjs'],
    generates: { 'tiles.ts': tilesSource },
    output: 'tensor/backend/generated/kernels.ts',
    // With relaxed-SIMD fused multiply-add, and without.
    builds: { PLAIN: ['simd', 'threads'], RELAXED: ['simd', 'threads', 'relaxed-simd'] },
    // 2 GiB at most, shared; below --memoryBase lies the control block (layout.ts).
    flags: [
      ...['--importMemory', '--sharedMemory', '--initialMemory', '2', '--maximumMemory', '32768'],
      ...['--memoryBase', '1024'],
    ],
  },
];

/** The first line of the output: it says which sources it was made from. */
function stampOf({ sources, shared }) {
  const files = [
    ...shared,
    ...readdirSync(join(root, sources), { recursive: true })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.ts') && !name.startsWith('generated/'))
      .sort()
      .map((name) => `${sources}/${name}`),
  ];
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return `// Sources: ${hash.digest('hex')}`;
}

function compile(module, name, features, folder) {
  const file = join(folder, `${name}.wasm`);
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/assemblyscript/bin/asc.js'),
      join(root, module.sources, 'index.ts'),
      ...['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
      ...features.flatMap((feature) => ['--enable', feature]),
      ...module.flags,
      ...['-o', file],
      ...(process.env.LUDUS_WAT ? ['-t', join(process.env.LUDUS_WAT, `${name}.wat`)] : []),
    ],
    { stdio: 'inherit', cwd: root },
  );
  if (status !== 0) throw new Error(`Cannot compile ${module.sources} (${name}): see asc's messages above.`);
  return readFileSync(file);
}

function build(module) {
  const stamp = stampOf(module);
  const output = join(root, module.output);
  if (existsSync(output) && readFileSync(output, 'utf8').startsWith(stamp)) return;
  for (const [name, sourceOf] of Object.entries(module.generates ?? {})) {
    const file = join(root, module.sources, 'generated', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, sourceOf());
    renameSync(`${file}.${process.pid}`, file);
  }
  const folder = mkdtempSync(join(tmpdir(), 'ludus-kernels-'));
  try {
    const binaries = Object.entries(module.builds).map(([name, features]) => [
      name,
      compile(module, name, features, folder),
    ]);
    const lines = binaries.map(([name, binary]) => `export const ${name} = '${binary.toString('base64')}';\n`);
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(
      `${output}.${process.pid}`,
      `${stamp}\n// Made by scripts/build-kernels.mjs; not in version control.\n${lines.join('')}`,
    );
    renameSync(`${output}.${process.pid}`, output); // whole at any moment, for whoever reads beside us
    console.log(`${module.output}: ${binaries.map(([name, binary]) => `${name} ${binary.length} bytes`).join(', ')}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function buildKernels() {
  for (const module of MODULES) build(module);
}

/** vitest's globalSetup. */
export const setup = buildKernels;

if (process.argv[1] === fileURLToPath(import.meta.url)) buildKernels();
