/**
 * What a random number costs: nanoseconds a draw for each method of `Generator`, beside `Math.random` in the same run.
 *
 *     npx tsx bench/rng.ts
 *
 * Each case draws `DRAWS` numbers in one hot loop and keeps their sum, so that nothing is optimised away. The cases take
 * turns, `REPETITIONS` times, so that a busy moment of the machine hits all alike; shown are the median, the fastest and
 * the slowest repetition. `Math.random` is xorshift128+ with a cache of 64 numbers and cannot be seeded.
 */
import { Generator } from '../envs/core/seeding/generator.ts';

const DRAWS = 1_000_000;
const REPETITIONS = 15;

const generator = Generator.fromSeed(1);
const doubles = new Float64Array(DRAWS);
const bytes = new Int8Array(DRAWS);
const words = new Int32Array(DRAWS);

/** Each returns something that depends on every draw. */
const cases: Readonly<Record<string, () => number>> = {
  'Math.random()': () => {
    let sum = 0;
    for (let i = 0; i < DRAWS; i++) sum += Math.random();
    return sum;
  },
  'random()': () => {
    let sum = 0;
    for (let i = 0; i < DRAWS; i++) sum += generator.random();
    return sum;
  },
  'uniform(-1, 1)': () => {
    let sum = 0;
    for (let i = 0; i < DRAWS; i++) sum += generator.uniform(-1, 1);
    return sum;
  },
  'integers(6)': () => {
    let sum = 0;
    for (let i = 0; i < DRAWS; i++) sum += generator.integers(6);
    return sum;
  },
  'integers(0, 2 ** 40)': () => {
    let sum = 0;
    for (let i = 0; i < DRAWS; i++) sum += generator.integers(0, 2 ** 40);
    return sum;
  },
  'standardNormal()': () => {
    let sum = 0;
    for (let i = 0; i < DRAWS; i++) sum += generator.standardNormal();
    return sum;
  },
  'standardExponential()': () => {
    let sum = 0;
    for (let i = 0; i < DRAWS; i++) sum += generator.standardExponential();
    return sum;
  },
  'fillRandom(Float64Array)': () => generator.fillRandom(doubles)[DRAWS - 1]!,
  'fillNormal(Float64Array)': () => generator.fillNormal(doubles)[DRAWS - 1]!,
  'fillIntegers(Int8Array, 0, 7)': () => generator.fillIntegers(bytes, 0, 7)[DRAWS - 1]!,
  'fillIntegers(Int32Array, 0, 7)': () => generator.fillIntegers(words, 0, 7)[DRAWS - 1]!,
  'shuffle(Int32Array)': () => generator.shuffle(words)[0]!,
};

const nanoseconds = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
let checksum = 0;
for (let repetition = -2; repetition < REPETITIONS; repetition++) {
  for (const [name, run] of Object.entries(cases)) {
    const start = performance.now();
    checksum += run();
    const elapsed = performance.now() - start;
    if (repetition >= 0) nanoseconds.get(name)!.push((elapsed * 1e6) / DRAWS); // the first two warm up
  }
}

console.log(`ns a draw, ${DRAWS} draws, ${REPETITIONS} repetitions, Node ${process.version}\n`);
console.log(`${'case'.padEnd(32)}${'median'.padStart(8)}${'min'.padStart(8)}${'max'.padStart(8)}`);
for (const [name, times] of nanoseconds) {
  const sorted = times.toSorted((a, b) => a - b);
  const figures = [sorted[sorted.length >> 1]!, sorted[0]!, sorted.at(-1)!];
  console.log(name.padEnd(32) + figures.map((figure) => figure.toFixed(1).padStart(8)).join(''));
}
console.log(`\nchecksum ${checksum}`);
