/** Kernels of tfjs's cpu backend, run over views of our memory. */

import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { LudusBackend } from '../backend.ts';
import { isHeapDtype } from '../records.ts';

/** Runs a kernel of the cpu backend. Every output has the dtype that it says. */
export function runFallback(
  backend: LudusBackend,
  fallback: KernelConfig,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap | undefined,
): TensorInfo | TensorInfo[] {
  const outputs = backend.holdReleased(() => fallback.kernelFunc({ inputs, attrs, backend }));
  return Array.isArray(outputs) ? outputs.map((output) => honest(backend, output)) : honest(backend, outputs);
}

/**
 * The cpu backend's casts to a wider dtype relabel their input: a tensor may say float32 over int32 data. Ours may not,
 * because our kernels go by the label.
 */
function honest(backend: LudusBackend, output: TensorInfo): TensorInfo {
  if (!isHeapDtype(output.dtype)) return output;
  const record = backend.data.get(output.dataId);
  if (record.dtype === output.dtype) return output;
  const copy = backend.makeTensorInfo(output.shape, output.dtype, record.values);
  backend.disposeIntermediateTensorInfo(output);
  return copy;
}
