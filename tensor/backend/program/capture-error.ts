/** What a captured step may not do; the message names the op and the remedy. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}
