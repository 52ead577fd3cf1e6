/**
 * The checkpoint container: one file that holds everything a run needs to go on exactly.
 *
 *   offset  bytes
 *        0      8  "LUDUSCKP"
 *        8      4  version, uint32 little-endian
 *       12      8  length in bytes of all that follows the header, uint64 little-endian
 *       20     32  SHA-256 of all that follows the header
 *       52      8  payload length in bytes, uint64 little-endian
 *       60      -  payload: MessagePack, typed arrays as msgpackr's extension 0x74 (a lone -0 becomes 0, as in JSON; in a
 *                  typed array it stays)
 *        -      -  sections, one after another: the arrays of 1 MiB and more (`checkpoint-sections.ts`)
 *
 * Writing is atomic (`atomic-file.ts`). Reading checks everything before anything is used; a file that is wrong gives one
 * `CheckpointError`. Version 1 (Ludus 0.1.0) had no sections; it held agents that this version cannot restore.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { Packr } from 'msgpackr';
import { writeFileAtomic } from './atomic-file.ts';
import { putBackSections, sectionLengths, takeOutSections } from './checkpoint-sections.ts';

const MAGIC = Buffer.from('LUDUSCKP', 'latin1');
const HEADER_BYTES = 52;
const LENGTH_BYTES = 8;
export const CHECKPOINT_VERSION = 2;

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

/**
 * A checkpoint as parts that are written one after another: header, payload, sections. The sections are views into the payload's own
 * arrays.
 *
 * @param payload plain JSON-like values, `Uint8Array` and other typed arrays.
 */
export function encodeCheckpoint(payload: unknown): readonly Uint8Array[] {
  const { payload: rest, sections } = takeOutSections(payload);
  const body = packr.pack(rest);
  const length = Buffer.allocUnsafe(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(body.length));
  const parts = [length, body, ...sections];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);

  const header = Buffer.allocUnsafe(HEADER_BYTES);
  MAGIC.copy(header, 0);
  header.writeUInt32LE(CHECKPOINT_VERSION, 8);
  header.writeBigUInt64LE(BigInt(parts.reduce((sum, part) => sum + part.length, 0)), 12);
  hash.digest().copy(header, 20);
  return [header, ...parts];
}

/** Bytes to be read from front to back. */
export interface ByteSource {
  /** In all. */
  readonly size: number;
  /** The next `length` bytes, in a buffer of their own; fewer at the end. */
  read(length: number): Promise<Uint8Array>;
}

/** @param name what to call the file in errors. @throws {CheckpointError} on bytes that are no whole checkpoint. */
export async function decodeCheckpoint(source: ByteSource, name: string): Promise<unknown> {
  const refuse = (code: CheckpointErrorCode, why: string, options?: ErrorOptions) =>
    new CheckpointError(code, `Cannot load the checkpoint ${name}: ${why}`, options);

  const header = Buffer.from((await source.read(HEADER_BYTES)).buffer);
  if (!header.subarray(0, MAGIC.length).equals(MAGIC.subarray(0, Math.max(1, header.length)))) {
    throw refuse('E_FOREIGN', 'it is not a Ludus checkpoint. Give a checkpoint.ludus or the folder of a run.');
  }
  if (header.length < HEADER_BYTES) {
    throw refuse('E_TRUNCATED', `it ends within its header, at ${header.length} bytes. Use another checkpoint.`);
  }
  const version = header.readUInt32LE(8);
  if (version > CHECKPOINT_VERSION) {
    throw refuse(
      'E_NEWER',
      `its version is ${version}, this Ludus reads version ${CHECKPOINT_VERSION}. Update Ludus: npm install ludus@latest.`,
    );
  }
  if (version < 1)
    throw refuse('E_CORRUPT', `its version is ${version}, which no Ludus wrote. Use another checkpoint.`);
  if (version < CHECKPOINT_VERSION) {
    throw refuse(
      'E_INCOMPATIBLE',
      `its version is ${version}, this Ludus reads version ${CHECKPOINT_VERSION}. Train anew, or use the Ludus that wrote it.`,
    );
  }
  const length = header.readBigUInt64LE(12);
  const rest = source.size - HEADER_BYTES;
  if (BigInt(rest) < length) {
    throw refuse(
      'E_TRUNCATED',
      `it is cut short: ${rest} of ${length} bytes are there. Copy it again or use another checkpoint.`,
    );
  }
  const corrupt = () =>
    refuse('E_CORRUPT', 'its contents do not match its checksum. Copy it again or use another checkpoint.');
  if (BigInt(rest) > length || rest < LENGTH_BYTES) throw corrupt();

  const hash = createHash('sha256');
  let left = rest;
  const take = async (bytes: number): Promise<Uint8Array> => {
    // Before anything is allocated: a length that is wrong may be any number.
    if (!(bytes <= left)) throw corrupt();
    left -= bytes;
    const part = await source.read(bytes);
    hash.update(part);
    return part;
  };
  const payloadLength = Buffer.from((await take(LENGTH_BYTES)).buffer).readBigUInt64LE();
  const body = await take(Number(payloadLength));
  let payload: unknown;
  let lengths: readonly number[];
  try {
    payload = packr.unpack(body);
    lengths = sectionLengths(payload);
  } catch (error) {
    throw refuse('E_CORRUPT', 'its payload is not MessagePack. Use another checkpoint.', { cause: error });
  }
  const sections: Uint8Array[] = [];
  for (const bytes of lengths) sections.push(await take(bytes));
  if (left !== 0 || !hash.digest().equals(header.subarray(20, HEADER_BYTES))) throw corrupt();
  return putBackSections(payload, sections);
}

/** @throws {CheckpointError} on a file that is missing or is no whole checkpoint. */
export async function readCheckpoint(path: string): Promise<unknown> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CheckpointError('E_NOT_FOUND', `Cannot read the checkpoint ${path}: ${reason}.`, { cause: error });
  }
  try {
    const { size } = await file.stat();
    const read = async (length: number) => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length);
      return bytesRead === length ? bytes : bytes.slice(0, bytesRead);
    };
    return await decodeCheckpoint({ size, read }, path);
  } finally {
    await file.close();
  }
}

export async function writeCheckpoint(path: string, payload: unknown): Promise<void> {
  await writeFileAtomic(path, encodeCheckpoint(payload));
}
