import { spawnSync } from 'node:child_process';
import util from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { wasm } from '../../tensor/backend/webassembly.ts';
import { restoreRemovedUtilities } from '../../tensor/device/tfjs-node.ts';
import { DeviceUnavailable, probeDevices, tf, useDevice, withDevice } from '../../tensor/index.ts';

/** An importer under which nothing is installed, as Node says it. */
const nothingInstalled = (specifier: string): Promise<unknown> =>
  Promise.reject(
    Object.assign(new Error(`Cannot find package '${specifier}' imported from /app/tensor/device/use-device.js`), {
      code: 'ERR_MODULE_NOT_FOUND',
    }),
  );

/** Nothing is installed but what `modules` has; a value that is an Error is what the import fails with. */
const only = (modules: Record<string, unknown>) => (specifier: string) => {
  const found = modules[specifier];
  if (found === undefined) return nothingInstalled(specifier);
  return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
};

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DeviceUnavailable);
  return (error as DeviceUnavailable).message;
}

describe('useDevice', () => {
  it('cpu needs nothing but itself', async () => {
    const device = await useDevice('cpu', nothingInstalled);
    expect(device).toMatchObject({ name: 'cpu', backend: 'ludus', synchronousReads: true });
    expect(device.description).toMatch(
      /^ludus WebAssembly backend \((FMA|plain SIMD), (128|256)-bit vectors\), (one thread|up to \d threads) of .+ \(\d+ cores\)$/,
    );
    device.dispose();
    expect(tf.tidy(() => tf.scalar(2).dataSync()[0])).toBe(2);
  });

  it.each([
    ['LUDUS_THREADS', 'many', "LUDUS_THREADS must be an integer in [1, 64], got 'many'"],
    ['LUDUS_THREADS', '0', "LUDUS_THREADS must be an integer in [1, 64], got '0'"],
    ['LUDUS_VECTORS', '200', "LUDUS_VECTORS must be 128 or 256, got '200'"],
  ])('cpu refuses %s=%s', async (name, value, message) => {
    vi.stubEnv(name, value);
    await expect(useDevice('cpu', nothingInstalled)).rejects.toThrow(`choosing a device: ${message}`);
    vi.unstubAllEnvs();
  });

  it('cpu takes its threads and the bits of its vectors from the environment', () => {
    const program = `
      import { useDevice } from ${JSON.stringify(new URL('../../tensor/device/use-device.ts', import.meta.url).href)};
      console.log((await useDevice('cpu')).description);`;
    const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      env: { ...process.env, LUDUS_THREADS: '3', LUDUS_VECTORS: '128' },
      timeout: 60_000,
      encoding: 'utf8',
    });
    expect(stdout).toContain('128-bit vectors), up to 3 threads of');
  });

  it('cpu is tfjs plain backend, and says why, where WebAssembly lacks what ours needs', async () => {
    const validate = vi.spyOn(wasm, 'validate').mockReturnValue(false);
    const device = await useDevice('cpu', nothingInstalled);
    validate.mockRestore();
    expect(device).toMatchObject({ name: 'cpu', backend: 'cpu', synchronousReads: true });
    expect(device.description).toMatch(
      /^tfjs cpu backend, one thread of .+: slow, because .+ WebAssembly lacks SIMD or shared memory$/,
    );
    expect(tf.tidy(() => tf.scalar(2).dataSync()[0])).toBe(2);
    await useDevice('cpu');
    expect(tf.getBackend()).toBe('ludus');
  });

  it('gpu, with nothing installed, lists every candidate with what to install', async () => {
    const message = await messageOf(useDevice('gpu', nothingInstalled));
    expect(message.split('\n')).toEqual([
      'no GPU device could be opened; use --device cpu, or mend one of:',
      '  @tensorflow/tfjs-node-gpu is not installed; to have it: npm install @tensorflow/tfjs-node-gpu',
      '  @tensorflow/tfjs-node is not installed; to have it: npm install @tensorflow/tfjs-node',
      '  webgpu is not installed; to have it: npm install webgpu @tensorflow/tfjs-backend-webgpu',
    ]);
  });

  it('gpu says what an installed package fails with, in one line', async () => {
    const broken = new Error(
      "The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \nPlease run command 'npm rebuild'",
    );
    const message = await messageOf(useDevice('gpu', only({ '@tensorflow/tfjs-node-gpu': broken })));
    expect(message.split('\n')[1]).toBe(
      '  @tensorflow/tfjs-node-gpu is installed but does not load: The Node.js native addon module (tfjs_binding.node) can not ' +
        'be found at path: /x.; reinstall it: npm install @tensorflow/tfjs-node-gpu',
    );
  });

  it('tells a missing package from a package that misses one of its own', async () => {
    const inner = Object.assign(new Error("Cannot find package '@mapbox/node-pre-gyp' imported from /x"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    const message = await messageOf(useDevice('gpu', only({ '@tensorflow/tfjs-node': inner })));
    expect(message).toContain(
      "@tensorflow/tfjs-node is installed but does not load: Cannot find package '@mapbox/node-pre-gyp'",
    );
  });

  it('gpu names an adapter search that found nothing', async () => {
    const dawn = { create: () => ({ requestAdapter: async () => null }), globals: {} };
    const modules = { webgpu: dawn, '@tensorflow/tfjs-backend-webgpu': {} };
    expect(await messageOf(useDevice('gpu', only(modules)))).toMatch(/\n {2}webgpu: no adapter: no .*driver/);
  });

  it('gpu says so when a package registers no backend', async () => {
    const message = await messageOf(useDevice('gpu', only({ '@tensorflow/tfjs-node': {} })));
    expect(message).toContain('@tensorflow/tfjs-node loaded but registered no backend');
    expect(tf.getBackend()).toBe('ludus');
  });

  it('auto falls back to cpu and says why', async () => {
    const device = await useDevice('auto', nothingInstalled);
    expect(device.backend).toBe('ludus');
    expect(device.description).toMatch(/; chosen because webgpu(: no GPU in this machine| is not installed)/);
  });

  it('refuses another name', async () => {
    await expect(useDevice('tpu' as 'gpu')).rejects.toThrow(
      "choosing a device: must be 'auto', 'cpu' or 'gpu', got 'tpu'",
    );
  });
});

describe('tfjs-node', () => {
  /** What tfjs-node does when imported: registers `tensorflow` and makes it the current backend. */
  const fakePackage = (isUsingGpuDevice: boolean) => (specifier: string) => {
    if (specifier !== '@tensorflow/tfjs-node-gpu') return nothingInstalled(specifier);
    const cpu = tf.findBackend('cpu');
    const backend = Object.create(cpu, { isUsingGpuDevice: { value: isUsingGpuDevice } });
    tf.registerBackend('tensorflow', () => backend);
    tf.setBackend('tensorflow');
    return Promise.resolve({});
  };

  it('with CUDA is what auto takes', async () => {
    const device = await useDevice('auto', fakePackage(true));
    expect(device).toMatchObject({
      name: 'gpu',
      backend: 'tensorflow',
      description: 'TensorFlow with CUDA (@tensorflow/tfjs-node-gpu)',
      synchronousReads: true,
    });
    expect(tf.getBackend()).toBe('tensorflow');
    await useDevice('cpu');
    tf.removeBackend('tensorflow');
  });

  it('without CUDA is refused by auto, which leaves the cpu backend in place, and taken when asked for', async () => {
    const device = await useDevice('auto', fakePackage(false));
    expect(device.backend).toBe('ludus');
    expect(tf.getBackend()).toBe('ludus');
    tf.removeBackend('tensorflow');
    expect(await useDevice('gpu', fakePackage(false))).toMatchObject({
      backend: 'tensorflow',
      description:
        'TensorFlow on the CPU (@tensorflow/tfjs-node-gpu; it found no CUDA device: check the driver, CUDA 11.2 and cuDNN 8.1)',
    });
    await useDevice('cpu');
    tf.removeBackend('tensorflow');
  });

  it('finds the functions Node 23 removed from util', async () => {
    const bare: Record<string, unknown> = {};
    restoreRemovedUtilities(bare);
    const { isNullOrUndefined, isArray } = bare as Record<string, (value: unknown) => boolean>;
    expect([null, undefined, 0, ''].map((value) => isNullOrUndefined!(value))).toEqual([true, true, false, false]);
    expect([[], {}].map((value) => isArray!(value))).toEqual([true, false]);

    // What its CommonJS modules get from require('util') must be the same object.
    let seen: unknown;
    await useDevice('auto', (specifier) => {
      seen = (util as unknown as Record<string, unknown>).isNullOrUndefined;
      return nothingInstalled(specifier);
    });
    expect(seen).toBeTypeOf('function');
  });
});

describe('probeDevices', () => {
  it('reports every candidate and leaves the current device as it was', async () => {
    const reports = await probeDevices(nothingInstalled);
    expect(reports.map(({ candidate, available, hardware }) => [candidate, available, hardware])).toEqual([
      ['cpu', true, 'cpu'],
      ['@tensorflow/tfjs-node-gpu', false, null],
      ['@tensorflow/tfjs-node', false, null],
      ['webgpu', false, null],
    ]);
    for (const { line } of reports) expect(line).not.toContain('\n');
    expect(tf.getBackend()).toBe('ludus');
  });
});

describe('withDevice', () => {
  it('puts the device before back, also after an error', async () => {
    await expect(
      withDevice('cpu', () => {
        throw new Error('inside');
      }),
    ).rejects.toThrow('inside');
    expect(tf.getBackend()).toBe('ludus');
  });
});
