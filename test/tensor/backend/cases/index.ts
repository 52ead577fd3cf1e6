/**
 * One random case for each of our kernels: inputs, and the tfjs code that reaches the kernel, forward or in its gradient.
 *
 * `dispatch.test.ts` runs each many times on the backend and in float64, and fails for a kernel without a case.
 */

import { axisCases } from './axes.ts';
import type { MakeCase } from './case.ts';
import { elementwiseCases } from './elementwise.ts';
import { imageCases } from './images.ts';
import { movingCases } from './moving.ts';

/** By tfjs's name of the kernel. */
export const cases: Readonly<Record<string, MakeCase>> = {
  ...elementwiseCases,
  ...movingCases,
  ...axisCases,
  ...imageCases,
};
