/**
 * Choosing a device: `cpu`, `gpu`, or `auto`, which takes a GPU only where one really is.
 *
 * The candidates for `gpu` are tried in the order of what they give: CUDA, TensorFlow's C library, WebGPU. Asked for by
 * name, a GPU interface in software (SwiftShader, llvmpipe) will do, for tests; `auto` refuses it, being slower than `cpu`.
 */

import { tf } from '../tf.ts';
import { cpu } from './cpu.ts';
import {
  type Candidate,
  type Device,
  type DeviceReport,
  DeviceUnavailable,
  firstLine,
  type Importer,
  type OpenedCandidate,
  type OpenOptions,
} from './device.ts';
import { tfjsNode, tfjsNodeGpu } from './tfjs-node.ts';
import { webgpu } from './webgpu.ts';

export type DeviceRequest = 'auto' | 'cpu' | 'gpu';

const GPU_CANDIDATES: readonly Candidate[] = [tfjsNodeGpu, tfjsNode, webgpu];

const importHere: Importer = (specifier) => import(/* @vite-ignore */ specifier);

/**
 * Makes a device the current one: from here on tensors are made there. To be called before a network is built.
 *
 * @param importer For tests: how the optional packages are imported.
 * @throws DeviceUnavailable when `gpu` was asked for and no candidate works: one line for each, with its remedy.
 * @throws RangeError for another name.
 */
export async function useDevice(request: DeviceRequest, importer: Importer = importHere): Promise<Device> {
  if (request === 'cpu') return activate(cpu, await cpu.open());
  if (request !== 'auto' && request !== 'gpu') {
    throw new RangeError(`choosing a device: must be 'auto', 'cpu' or 'gpu', got '${String(request)}'`);
  }

  const failures: string[] = [];
  for (const candidate of GPU_CANDIDATES) {
    const opened = await tryOpen(candidate, importer, { software: request === 'gpu' });
    if (opened instanceof DeviceUnavailable) {
      failures.push(labelled(candidate, opened.message));
    } else if (request === 'auto' && opened.hardware !== 'gpu') {
      opened.dispose();
      failures.push(labelled(candidate, `${opened.line}, not a GPU`));
    } else {
      return activate(candidate, opened);
    }
  }
  if (request === 'gpu') {
    const lines = failures.map((line) => `  ${line}`).join('\n');
    throw new DeviceUnavailable(`no GPU device could be opened; use --device cpu, or mend one of:\n${lines}`);
  }
  const device = await activate(cpu, await cpu.open());
  return { ...device, description: `${device.description}; chosen because ${failures.at(-1)}` };
}

/** Every candidate in turn, opened and let go again: what was found and what is missing. Leaves the current device as it was. */
export async function probeDevices(importer: Importer = importHere): Promise<DeviceReport[]> {
  const before = tf.getBackend();
  const reports: DeviceReport[] = [];
  for (const candidate of [cpu, ...GPU_CANDIDATES]) {
    const opened = await tryOpen(candidate, importer, { software: true });
    const { device, name } = candidate;
    if (opened instanceof DeviceUnavailable) {
      reports.push({ device, candidate: name, available: false, hardware: null, line: opened.message });
    } else {
      reports.push({ device, candidate: name, available: true, hardware: opened.hardware, line: opened.line });
      opened.dispose();
    }
  }
  await tf.setBackend(before);
  return reports;
}

/**
 * Runs `work` on a device and puts the one before back, for comparing devices in one process. `work` must dispose of its
 * tensors and return plain values.
 */
export async function withDevice<T>(request: DeviceRequest, work: (device: Device) => Promise<T> | T): Promise<T> {
  const before = tf.getBackend();
  const device = await useDevice(request);
  try {
    return await work(device);
  } finally {
    await tf.setBackend(before);
    device.dispose();
  }
}

function labelled({ name }: Candidate, line: string): string {
  return line.startsWith(name) ? line : `${name}: ${line}`;
}

async function tryOpen(
  candidate: Candidate,
  importer: Importer,
  options: OpenOptions,
): Promise<OpenedCandidate | DeviceUnavailable> {
  try {
    return await candidate.open(importer, options);
  } catch (error) {
    if (error instanceof DeviceUnavailable) return error;
    return new DeviceUnavailable(`failed: ${firstLine(error)}`);
  }
}

async function activate(candidate: Candidate, opened: OpenedCandidate): Promise<Device> {
  if (!(await tf.setBackend(opened.backend))) {
    opened.dispose();
    throw new DeviceUnavailable(`${candidate.name}: tfjs refused to switch to its backend '${opened.backend}'`);
  }
  return {
    name: candidate.device,
    backend: opened.backend,
    description: opened.line,
    synchronousReads: opened.backend !== 'webgpu',
    dispose() {
      opened.dispose();
    },
  };
}
