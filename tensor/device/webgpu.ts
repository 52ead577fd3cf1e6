/**
 * WebGPU outside a browser: Dawn, Chromium's implementation, from the npm package `webgpu`, under tfjs's webgpu backend. Any
 * GPU with a Vulkan, Metal or Direct3D 12 driver will do.
 *
 * - tfjs's backend is made for pages: its constructor refuses to work without `navigator.gpu` and reads GPU constants
 *   from the global object. The constants stay; `navigator.gpu` is there while the constructor runs and no longer, so that
 *   nobody takes this process for a browser.
 * - Timestamp queries are not requested: with them the backend creates a canvas.
 * - The object `create` returns owns the GPU process state: it must stay referenced while the device lives, and be dropped
 *   for Node to end.
 */

import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { tf } from '../tf.ts';
import { type Candidate, DeviceUnavailable, firstLine, type Importer, importOptional } from './device.ts';
import { nodeModule } from './node-modules.ts';

const BACKEND = 'webgpu';
const INSTALL = 'npm install webgpu @tensorflow/tfjs-backend-webgpu';

/** The limits tfjs's kernels rely on (its own `base.ts` asks for the same). */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** Rasterisers on the CPU by their names in adapter info, where the driver does not say so itself (`isFallbackAdapter`). */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render/i;

/** Dawn of today; the types tfjs brings along are of 2023, when the info had to be asked for. */
interface Adapter extends GPUAdapter {
  readonly info: GPUAdapterInfo & { readonly isFallbackAdapter?: boolean };
}

interface DawnModule {
  create(options: string[]): GPU;
  readonly globals: Record<string, unknown>;
}

interface WebgpuBackendModule {
  readonly WebGPUBackend: new (device: GPUDevice, info: GPUAdapterInfo) => WebGPUBackend;
}

/** The device while somebody holds it; also what keeps Dawn alive. */
let current: { readonly gpu: GPU; readonly device: GPUDevice; readonly info: Adapter['info']; holders: number } | null =
  null;

export const webgpu: Candidate = {
  device: 'gpu',
  name: 'webgpu',

  async open(importer, { software: softwareWanted }) {
    if (current === null) {
      if (!softwareWanted) checkGpuIsThere();
      current = await openDevice(importer);
    }
    current.holders += 1;
    const { info } = current;
    const software = info.isFallbackAdapter || SOFTWARE.test(`${info.architecture} ${info.device} ${info.description}`);
    let released = false;
    return {
      backend: BACKEND,
      hardware: software ? 'software' : 'gpu',
      line: `WebGPU${software ? ' in software' : ''} on ${adapterName(info)}`,
      dispose() {
        if (!released) release();
        released = true;
      },
    };
  },
};

async function openDevice(importer: Importer): Promise<NonNullable<typeof current>> {
  const dawn = (await importOptional(importer, 'webgpu', INSTALL)) as DawnModule;
  const tfjs = (await importOptional(importer, '@tensorflow/tfjs-backend-webgpu', INSTALL)) as WebgpuBackendModule;
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const adapter = (await gpu.requestAdapter({ powerPreference: 'high-performance' })) as Adapter | null;
  if (adapter === null) throw new DeviceUnavailable(`no adapter: ${driverAdvice()}`);
  const device = await requestDevice(adapter);
  registerBackend(tfjs, gpu, device, adapter.info);
  return { gpu, device, info: adapter.info, holders: 0 };
}

/** The last holder's release destroys the device, without which Node would not end. */
function release(): void {
  if (current === null || --current.holders > 0) return;
  if (tf.getBackend() === BACKEND) tf.setBackend('cpu');
  tf.removeBackend(BACKEND);
  current.device.destroy();
  current = null;
}

/** What a GPU looks like on Linux: DRM render nodes, NVIDIA's own, and WSL's. */
const LINUX_GPU_NODES = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

/**
 * Spares `auto` the loading of Dawn (60 MB), and its complaints on stderr, where there cannot be a GPU.
 * @throws DeviceUnavailable on Linux without a GPU's device node.
 */
function checkGpuIsThere(): void {
  const fs = nodeModule('node:fs');
  if (fs === null || process.platform !== 'linux') return;
  if (!LINUX_GPU_NODES.some((path) => fs.existsSync(path))) {
    throw new DeviceUnavailable(`no GPU in this machine (none of ${LINUX_GPU_NODES.join(', ')} exists)`);
  }
}

async function requestDevice(adapter: Adapter): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  for (const limit of LIMITS) requiredLimits[limit] = adapter.limits[limit];
  try {
    return await adapter.requestDevice({ requiredLimits });
  } catch (error) {
    throw new DeviceUnavailable(
      `${adapterName(adapter.info)} gives no device: ${firstLine(error)}; update its driver, or use --device cpu`,
    );
  }
}

function registerBackend(tfjs: WebgpuBackendModule, dawn: GPU, device: GPUDevice, info: GPUAdapterInfo): void {
  const navigatorBefore = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: dawn }, configurable: true, writable: true });
  try {
    const backend = new tfjs.WebGPUBackend(device, info);
    tf.registerBackend(BACKEND, () => backend);
  } finally {
    if (navigatorBefore === undefined) Reflect.deleteProperty(globalThis, 'navigator');
    else Object.defineProperty(globalThis, 'navigator', navigatorBefore);
  }
}

function adapterName(info: GPUAdapterInfo): string {
  const name = info.description || info.device || info.architecture || 'an unnamed adapter';
  return info.vendor ? `${name} (${info.vendor})` : name;
}

function driverAdvice(): string {
  if (typeof process === 'undefined' || process.platform !== 'linux')
    return 'no GPU driver was found; install or update it';
  return 'no Vulkan driver was found; install the one of your GPU (Debian: mesa-vulkan-drivers; NVIDIA: nvidia-driver) and libvulkan1';
}
