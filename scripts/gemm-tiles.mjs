// Writes the micro-kernels of the matrix product and of the convolutions: tensor/backend/kernels/generated/tiles.ts. They are generated because
// AssemblyScript passes no local by reference and unrolls nothing: each tile's sums are locals, and its loop's body stands there several times.
//
// A tile is `rows` (1 to 6) by 16, 8 or 4 columns of the product, all of it in registers while k goes by. On x64, 6 by 8 with fused multiply-add takes
// 15 of 16 vector registers (12 sums, 2 of b, 1 of a). V8 can merge neighbouring 128-bit operations into 256-bit ones (vectors.ts), and then 6 by 16
// takes as many; where it does not, those 24 sums spill, and 6 by 8 is faster.
//
// How the body is written decides what V8 makes of it (seen with `node --print-wasm-code --no-liftoff`):
// - Merging starts at neighbouring stores and follows them up (its wasm-revec-phase.cc): so each row's stores, sums and loads of b are neighbours,
//   and all of a row is multiplied by one splat.
// - Copies of the body one after another are reordered and spill; an exit between them keeps them apart. The copies share the loop's fixed
//   costs, and, being alike, the addresses (V8 adds an offset to a splat's base by an instruction of its own): 26 instructions for 12 products
//   instead of 34. Where a neighbour has the core's other hyperthread, that number is the speed: 1.2 times the loop that is not unrolled.
// - Two nested loops would keep the sums in memory.
// Each sum adds its products in the order of k, whatever the tile: the bits are the same.
//
// Run by scripts/build-kernels.mjs.

/**
 * How often the body stands in a tile's loop. Of 8 and 4 columns, once: they are what Node 20 and 22 run, whose V8 spills all the same (15 GFLOPS where
 * one copy gives 19; Node 24 told to take 8 columns goes from 17 to 22). Of few rows, once too: they are seldom where the time goes.
 */
const copiesOf = (columns, rows) => (columns === 16 && rows >= 4 ? 4 : 1);
const MOST_ROWS = 6;

const range = (n) => Array.from({ length: n }, (_, i) => i);
const offset = (bytes) => (bytes === 0 ? '' : `, ${bytes}`);

/**
 * Ways to find a and b. `parameters`: what a tile takes beside out and init; `before`: once a turn of the loop; `a`: where row `i` of a lies in copy
 * `u`; `b`: where the row of b lies; `copy`: what moves after each copy, `turn`: after all `n` of a turn.
 */
const KINDS = {
  tile: {
    says: "a's rows side by side",
    parameters: 'a: usize, stepA: i32, b: usize, stepB: i32',
    before: () => [],
    a: (i) => `a${offset(4 * i)}`,
    copy: ['a += stepA;', 'b += stepB;'],
    turn: () => [],
  },
  stridedTile: {
    says: "a's rows `rowA` bytes apart, the numbers of each side by side",
    parameters: 'a: usize, rowA: i32, b: usize, stepB: i32',
    before: (rows) => range(rows - 1).map((i) => `const p${i + 1} = a + ${i + 1} * rowA;`),
    a: (i, u) => `${i === 0 ? 'a' : `p${i}`}${offset(4 * u)}`,
    copy: ['b += stepB;'],
    turn: (n) => [`a += ${4 * n};`],
  },
  listedTile: {
    says: "a's rows side by side; b's rows lie `offset` bytes after each address of `list`",
    parameters: 'a: usize, stepA: i32, list: usize, offset: i32',
    before: () => [],
    a: (i) => `a${offset(4 * i)}`,
    b: (u) => `<usize>(load<i32>(list${offset(4 * u)}) + offset)`,
    copy: ['a += stepA;'],
    turn: (n) => [`list += ${4 * n};`],
  },
};

const sums = (rows, vectors) => range(rows).flatMap((i) => range(vectors).map((j) => ({ i, j, name: `c${i}${j}` })));

function indent(lines, depth) {
  return lines.map((line) => `${'  '.repeat(depth)}${line}`);
}

/** The products of one k: `b` the address of b's row, `a(i)` that of row `i` of a. */
function products(rows, vectors, b, a) {
  return [
    ...range(vectors).map((j) => `const b${j} = v128.load(${b}${offset(16 * j)});`),
    ...range(rows).flatMap((i) => [
      `const a${i} = v128.load32_splat(${a(i)});`,
      ...range(vectors).map((j) => `c${i}${j} = fma(a${i}, b${j}, c${i}${j});`),
    ]),
  ];
}

/** A loop over k of `copies` bodies, an exit between each two. */
function loop(copies, before, body, turn) {
  const bodies = range(copies).flatMap((u) => [
    '{',
    ...indent(body(u), 1),
    '}',
    ...(u < copies - 1 ? ['if (--i == 0) break;'] : []),
  ]);
  return ['for (let i = k; i > 0; i--) {', ...indent([...before, ...bodies, ...turn], 1), '}'];
}

function stores(rows, vectors) {
  return range(rows).flatMap((i) => {
    const row = i === 0 ? 'out' : `out + ${i} * ldo`;
    if (vectors === 1) return [`v128.store(${row}, c${i}0);`];
    return range(vectors / 2).map(
      (j) => `storePair(${row}${j === 0 ? '' : ` + ${32 * j}`}, c${i}${2 * j}, c${i}${2 * j + 1});`,
    );
  });
}

function tileOf(kind, columns, rows) {
  const { parameters, before, a, b, copy, turn } = KINDS[kind];
  const vectors = columns / 4;
  const copies = copiesOf(columns, rows);
  const body = (u) => [...(b ? [`const b = ${b(u)};`] : []), ...products(rows, vectors, 'b', (i) => a(i, u)), ...copy];
  return [
    `function ${kind}${columns}x${rows}(out: usize, ldo: i32, init: usize, ldi: i32, ${parameters}, k: i32): void {`,
    ...indent(
      [
        ...sums(rows, vectors).map(
          ({ i, j, name }) => `let ${name} = v128.load(init${i === 0 ? '' : ` + ${i} * ldi`}${offset(16 * j)});`,
        ),
        ...loop(copies, before(rows), body, turn(copies)),
        ...stores(rows, vectors),
      ],
      1,
    ),
    '}',
  ];
}

function tilesOf(kind, columns) {
  const { says, parameters } = KINDS[kind];
  const names = parameters.replaceAll(/: \w+/g, '');
  return [
    ...range(MOST_ROWS).flatMap((i) => tileOf(kind, columns, i + 1)),
    '',
    `/** \`rows\` by ${columns}, ${says}. */`,
    `export function ${kind}${columns}(`,
    `  rows: i32, out: usize, ldo: i32, init: usize, ldi: i32, ${parameters}, k: i32,`,
    '): void {',
    '  switch (rows) {',
    ...range(MOST_ROWS).map(
      (i) => `    case ${i + 1}: ${kind}${columns}x${i + 1}(out, ldo, init, ldi, ${names}, k); break;`,
    ),
    '  }',
    '}',
    '',
  ];
}

/** The tile of a convolution whose patches are read where they lie (conv-patches.ts): rows at any addresses, one offset a k. */
function patchTile(columns, rows) {
  const vectors = columns / 4;
  const copies = copiesOf(columns, rows);
  const body = (u) => [
    `const o = load<i32>(offsets${offset(4 * u)});`,
    ...products(rows, vectors, 'b', (i) => `r${i} + o`),
    `b += ${4 * columns};`,
  ];
  return [
    `function patchTile${columns}x${rows}(out: usize, ldo: i32, patches: usize, offsets: usize, b: usize, k: i32): void {`,
    ...indent(
      [
        ...range(rows).map((i) => `const r${i} = <usize>load<i32>(patches${offset(4 * i)});`),
        ...sums(rows, vectors).map(({ name }) => `let ${name} = splat(0);`),
        ...loop(copies, [], body, [`offsets += ${4 * copies};`]),
        ...stores(rows, vectors),
      ],
      1,
    ),
    '}',
  ];
}

function patchTiles(columns) {
  const rows = [MOST_ROWS - 1, MOST_ROWS];
  const call = (n) => `patchTile${columns}x${n}(out, ldo, patches, offsets, b, k);`;
  return [
    ...rows.flatMap((n) => patchTile(columns, n)),
    '',
    `/** MOST_ROWS patches by ${columns} channels; \`patches\`: their addresses; \`offsets\`: for each k where it lies in a patch, in bytes. */`,
    `export function patchTile${columns}(out: usize, ldo: i32, patches: usize, offsets: usize, b: usize, k: i32): void {`,
    `  if (MOST_ROWS == ${MOST_ROWS}) ${call(MOST_ROWS)}`,
    `  else ${call(MOST_ROWS - 1)}`,
    '}',
    '',
  ];
}

export function tilesSource() {
  return [
    '// Made by scripts/gemm-tiles.mjs; not in version control. What is common to all tiles: ../tile.ts.',
    '',
    "import { fma, splat, storePair } from '../math';",
    "import { MOST_ROWS } from '../tile';",
    '',
    ...[16, 8].flatMap((columns) => Object.keys(KINDS).flatMap((kind) => tilesOf(kind, columns))),
    ...['tile', 'stridedTile'].flatMap((kind) => tilesOf(kind, 4)),
    ...[16, 8].flatMap(patchTiles),
  ].join('\n');
}
