/**
 * Replays as files: the JSON of `replay-json.ts`, gzipped. An episode of some hundred discrete actions is a few hundred bytes; gzip's checksum
 * finds every file that was cut or damaged. A plain JSON file is read too. Node only; the page gives and takes the same bytes.
 */
import { AtomicFile, fileError, nodeFiles } from './node-files.ts';
import { nodeModule } from './platform.ts';
import type { Replay } from './replay.ts';
import { parseReplay, serialiseReplay } from './replay-json.ts';

/** What the files' names end in, by custom. */
export const REPLAY_ENDING = '.replay';

/** Unpacked, at most: a file that claims more is no replay of ours. */
const MAX_BYTES = 1 << 28;

interface Zlib {
  gzipSync(text: string, options: { readonly level: number }): Uint8Array;
  gunzipSync(bytes: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array;
}

/**
 * Writes the file whole or not at all, with the folders it lies in; an older one is replaced.
 *
 * @throws {Error} where it cannot be written
 *
 * @example
 * saveReplay('episodes/best.replay', env.replay);
 */
export function saveReplay(path: string, replay: Replay): void {
  const file = new AtomicFile(path, 'save a replay');
  try {
    file.write(nodeModule<Zlib>('node:zlib')!.gzipSync(serialiseReplay(replay), { level: 9 }));
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/**
 * Reads a file of `saveReplay`, or the JSON of `serialiseReplay`. Whether the episode still plays is for `verifyReplay`.
 *
 * @throws {Error} naming the file, where it cannot be read, was cut or damaged, or is no replay
 */
export function loadReplay(path: string): Replay {
  const files = nodeFiles('load a replay');
  const absolute = files.resolve(path);
  let bytes: Uint8Array;
  try {
    bytes = files.readFileSync(absolute);
  } catch (cause) {
    throw fileError('load a replay', absolute, cause);
  }
  return parseFile(bytes, absolute);
}

function parseFile(bytes: Uint8Array, path: string): Replay {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    const plain = isGzip ? nodeModule<Zlib>('node:zlib')!.gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes;
    return parseReplay(utf8(plain));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
    throw new Error(
      `Cannot load a replay from ${path}: ${isGzip ? 'it is damaged, or was not written by saveReplay' : 'it is no replay'} ` +
        `(${reason}). Give a file that saveReplay or the page wrote.`,
      { cause },
    );
  }
}

interface NodeText {
  readonly TextDecoder: new (
    encoding: 'utf-8',
    options: { readonly fatal: true },
  ) => { decode(bytes: Uint8Array): string };
}

function utf8(bytes: Uint8Array): string {
  const { TextDecoder } = nodeModule<NodeText>('node:util')!;
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
