/**
 * The checkpoint container: one file that holds everything a run needs to go on exactly.
 *
 *   offset  bytes
 *        0      8  "LUDUSCKP"
 *        8      4  version, uint32 little-endian
 *       12      8  payload length in bytes, uint64 little-endian
 *       20     32  SHA-256 of the payload
 *       52      -  payload: MessagePack, typed arrays as msgpackr's extension 0x74 (a lone -0 becomes 0, as in JSON; in a
 *                  typed array it stays)
 *
 * Writing is atomic: the bytes go to a temporary file in the same folder, which is flushed and renamed over the old one,
 * and the folder is flushed. A process killed at any moment leaves the old checkpoint or the new one, never half of one.
 * Reading checks everything before anything is used; a file that is wrong gives one `CheckpointError`.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Packr } from 'msgpackr';

const MAGIC = Buffer.from('LUDUSCKP', 'latin1');
const HEADER_BYTES = 52;
export const CHECKPOINT_VERSION = 1;

// Plain maps instead of msgpackr's records: the file can be read by any MessagePack library.
const packr = new Packr({ useRecords: false, moreTypes: true });

export type CheckpointErrorCode =
  | 'E_NOT_FOUND'
  | 'E_FOREIGN'
  | 'E_NEWER'
  | 'E_TRUNCATED'
  | 'E_CORRUPT'
  | 'E_INCOMPATIBLE';

/** A checkpoint that cannot be used; `message` says why and what to do. */
export class CheckpointError extends Error {
  readonly code: CheckpointErrorCode;

  constructor(code: CheckpointErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CheckpointError';
    this.code = code;
  }
}

/** @param payload plain JSON-like values, `Uint8Array` and other typed arrays. */
export function encodeCheckpoint(payload: unknown): Uint8Array {
  const body = packr.pack(payload);
  const file = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  MAGIC.copy(file, 0);
  file.writeUInt32LE(CHECKPOINT_VERSION, 8);
  file.writeBigUInt64LE(BigInt(body.length), 12);
  createHash('sha256').update(body).digest().copy(file, 20);
  body.copy(file, HEADER_BYTES);
  return file;
}

/** @param name what to call the file in errors. @throws {CheckpointError} on bytes that are no whole checkpoint. */
export function decodeCheckpoint(bytes: Uint8Array, name: string): unknown {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (code: CheckpointErrorCode, why: string, options?: ErrorOptions) =>
    new CheckpointError(code, `Cannot load the checkpoint ${name}: ${why}`, options);

  if (!file.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, Math.max(1, file.length)))) {
    throw refuse('E_FOREIGN', 'it is not a Ludus checkpoint. Give a checkpoint.ludus or the folder of a run.');
  }
  if (file.length < HEADER_BYTES) {
    throw refuse('E_TRUNCATED', `it ends within its header, at ${file.length} bytes. Use another checkpoint.`);
  }
  const version = file.readUInt32LE(8);
  if (version > CHECKPOINT_VERSION) {
    throw refuse(
      'E_NEWER',
      `its version is ${version}, this Ludus reads up to ${CHECKPOINT_VERSION}. Update Ludus: npm install ludus@latest.`,
    );
  }
  if (version < 1)
    throw refuse('E_CORRUPT', `its version is ${version}, which no Ludus wrote. Use another checkpoint.`);
  const length = file.readBigUInt64LE(12);
  const body = file.subarray(HEADER_BYTES);
  if (BigInt(body.length) < length) {
    throw refuse(
      'E_TRUNCATED',
      `it is cut short: ${body.length} of ${length} payload bytes are there. Copy it again or use another checkpoint.`,
    );
  }
  const digest = createHash('sha256').update(body).digest();
  if (BigInt(body.length) > length || !digest.equals(file.subarray(20, HEADER_BYTES))) {
    throw refuse('E_CORRUPT', 'its contents do not match its checksum. Copy it again or use another checkpoint.');
  }
  try {
    return packr.unpack(body);
  } catch (error) {
    throw refuse('E_CORRUPT', 'its payload is not MessagePack. Use another checkpoint.', { cause: error });
  }
}

/** @throws {CheckpointError} on a file that is missing or is no whole checkpoint. */
export async function readCheckpoint(path: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CheckpointError('E_NOT_FOUND', `Cannot read the checkpoint ${path}: ${reason}.`, { cause: error });
  }
  return decodeCheckpoint(bytes, path);
}

export async function writeCheckpoint(path: string, payload: unknown): Promise<void> {
  await writeFileAtomic(path, encodeCheckpoint(payload));
}

/** Replaces the file at `path` by one with these contents, or leaves it as it was and throws. */
export async function writeFileAtomic(path: string, contents: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes a rename durable. Windows cannot open a folder; there the rename itself is journaled. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
