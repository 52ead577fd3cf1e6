/** A process that replaces one checkpoint over and over, to be killed in the middle: `killed-write.ts <path>`. */
import { writeCheckpoint } from '../../../agents/core/checkpoint.ts';

const path = process.argv[2]!;
const weights = new Float32Array(500_000);
for (let version = 0; ; version++) {
  await writeCheckpoint(path, { version, weights: weights.fill(version) });
  if (version === 0) process.stdout.write('written\n');
}
