/** What the tests of this folder share: random tensors from numpy's generator, comparisons, and a small network. */

import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { Generator } from '../../envs/core/seeding/generator.ts';
import {
  kaimingUniform,
  type MlpOptions,
  mlp,
  type Network,
  orthogonal,
  probeDevices,
  tf,
  useDevice,
} from '../../tensor/index.ts';

/** What `--device cpu` is: our own backend, and tfjs's where WebAssembly lacks what that needs. */
export const CPU_BACKENDS = ['ludus', 'cpu'] as const;

export async function useBackend(backend: (typeof CPU_BACKENDS)[number]): Promise<void> {
  await useDevice('cpu');
  expect(await tf.setBackend(backend)).toBe(true);
}

/** `size` normal numbers of `default_rng(seed)`, rounded to float32. */
export function normals(size: number, seed: number): Float32Array {
  const random = Generator.fromSeed(seed);
  return Float32Array.from({ length: size }, () => random.normal());
}

/** Elementwise `|actual - expected| <= tolerance * max(1, |expected|)`; says where it fails. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= tolerance * Math.max(1, Math.abs(expected[i]!)))) {
      expect.fail(`element ${i}: ${actual[i]} is not ${expected[i]} within ${tolerance} (difference ${difference})`);
    }
  }
}

/** A 4-16-16-3 network, the same for each call with one seed. */
export function smallNetwork(build: typeof mlp = mlp, options: Partial<MlpOptions> = {}): Network {
  return build({
    inputs: 4,
    hidden: [16, 16],
    outputs: 3,
    activation: 'relu',
    hiddenInit: kaimingUniform(),
    outputInit: orthogonal(),
    random: Generator.fromSeed(7),
    ...options,
  });
}

/** Chromium's software Vulkan driver, where Debian's package puts it. */
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Whether WebGPU can be tested: null, or why not, in one line. Points the Vulkan loader at SwiftShader first, unless the
 * environment names a driver already; so it must be asked before anything else loads Dawn.
 */
export async function whyNoWebgpu(): Promise<string | null> {
  const named = process.env.VK_ICD_FILENAMES ?? process.env.VK_DRIVER_FILES;
  if (named === undefined && process.platform === 'linux' && existsSync(SWIFTSHADER)) {
    process.env.VK_ICD_FILENAMES = SWIFTSHADER;
    process.env.XDG_RUNTIME_DIR ??= '/tmp';
  }
  const report = (await probeDevices()).find(({ candidate }) => candidate === 'webgpu')!;
  return report.available ? null : report.line;
}
