/**
 * Devices: where tensors live. A device is chosen once a process (or worker) with `useDevice`, before any network is
 * built; tensors of one device cannot be used on another.
 *
 * A candidate is one way to get a device: a package to import, an adapter to find. Each is a file of this folder. The
 * packages of the `gpu` candidates are optional, so a candidate gets the `import` it is to use as an argument: what
 * happens when they are missing or broken can then be tested.
 */

export type DeviceName = 'cpu' | 'gpu';
export type BackendName = 'cpu' | 'ludus' | 'tensorflow' | 'webgpu';

export interface Device {
  readonly name: DeviceName;
  /** tfjs's name of the backend. */
  readonly backend: BackendName;
  /** One line for people: what it is, and why it was chosen where `auto` chose. */
  readonly description: string;
  /** Whether `tensor.dataSync()` works there; `read()` always does. */
  readonly synchronousReads: boolean;
  /** Frees the device (a process that holds a GPU cannot end). Its tensors and networks must be disposed of before. */
  dispose(): void;
}

/** What `ludus doctor` prints: one line a candidate. */
export interface DeviceReport {
  readonly device: DeviceName;
  /** `cpu`, or the package that would provide the device. */
  readonly candidate: string;
  readonly available: boolean;
  /** `software`: a GPU interface computed on the CPU (SwiftShader, llvmpipe, TensorFlow without CUDA); null: not available. */
  readonly hardware: 'cpu' | 'gpu' | 'software' | null;
  /** What was found, or what is missing and what to do about it. */
  readonly line: string;
}

export type Importer = (specifier: string) => Promise<unknown>;

/** A candidate that was opened: its backend is registered with tfjs under `backend`, though not chosen yet. */
export interface OpenedCandidate {
  readonly backend: BackendName;
  readonly hardware: 'cpu' | 'gpu' | 'software';
  readonly line: string;
  dispose(): void;
}

export interface OpenOptions {
  /** Whether a GPU interface in software is of any use; where not, a candidate may give up before loading anything. */
  readonly software: boolean;
}

export interface Candidate {
  readonly device: DeviceName;
  readonly name: string;
  /** @throws DeviceUnavailable saying in one line what is missing and what to do. */
  open(importer: Importer, options: OpenOptions): Promise<OpenedCandidate>;
}

export class DeviceUnavailable extends Error {
  override readonly name = 'DeviceUnavailable';
}

/**
 * Imports an optional package.
 * @throws DeviceUnavailable: "not installed" with the command, or the first line of the error it failed with.
 */
export async function importOptional(importer: Importer, specifier: string, install: string): Promise<unknown> {
  try {
    return await importer(specifier);
  } catch (error) {
    // A package may be there and lack one of its own dependencies: that is another message.
    if (saysNotFound(error) && firstLine(error).includes(`'${specifier}'`)) {
      throw new DeviceUnavailable(`${specifier} is not installed; to have it: ${install}`);
    }
    throw new DeviceUnavailable(
      `${specifier} is installed but does not load: ${firstLine(error)}; reinstall it: ${install}`,
    );
  }
}

/** Node's ways to say that a module is not there, and the browsers' (Chromium's words; no code). */
function saysNotFound(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return true;
  return firstLine(error).startsWith('Failed to resolve module specifier');
}

/** The first line of an error's message, for reports of one line. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n', 1)[0]!.trimEnd();
}
