/**
 * Downloads one file of known size and hash, or leaves nothing that looks like it.
 *
 * Bytes go to `<file>.partial` as they come, so that a broken download is taken up where it ended. The file gets its name only when
 * size and hash are right: whoever finds it finds it whole. No more is read than it may have, so an endless answer ends; a host that
 * falls silent is given up.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { RomError } from './errors.ts';

export interface Download {
  readonly address: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface DownloadOptions {
  /** Called as bytes arrive, with how many there are. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Milliseconds without a byte after which the host is given up; default 30,000. */
  readonly patience?: number;
}

const MAX_REDIRECTS = 5;
const PATIENCE = 30_000;

/**
 * @param file where it goes, in a folder that exists
 * @returns from which byte on it was fetched: 0, or where an earlier attempt had ended
 * @throws {RomError} `E_NETWORK`, `E_STATUS`, `E_REDIRECT`, `E_SIZE`, `E_HASH` or `E_FILE`
 */
export async function download(what: Download, file: string, options: DownloadOptions = {}): Promise<number> {
  const { onProgress, patience = PATIENCE } = options;
  const partial = `${file}.partial`;
  const have = await sizeOf(partial);
  // A whole one whose hash was never looked at (a crash in between) is looked at now; one that is too long is of no use.
  let from = have <= what.bytes ? have : 0;
  if (from < what.bytes) {
    const silence = new AbortController();
    const timer = new Silence(silence, patience);
    try {
      const response = await request(what, from, silence.signal);
      if (response.status !== 206) from = 0;
      await write(response, partial, from, what, (bytes) => {
        timer.restart();
        onProgress?.(bytes);
      });
    } catch (error) {
      if (error instanceof RomError) throw error;
      if (isSystemError(error) && error.syscall !== undefined) {
        throw new RomError('E_FILE', `Cannot write ${partial}: ${error.message}. Give a folder that can be written.`, {
          cause: error,
        });
      }
      throw unreachable(
        what,
        silence.signal.aborted ? `nothing came for ${patience / 1000} s` : reasonOf(error),
        error,
      );
    } finally {
      timer.stop();
    }
  }
  await checkHash(partial, what);
  await rename(partial, file);
  return from;
}

/** Aborts what it was made for when it has not been restarted for a while. */
class Silence {
  readonly #controller: AbortController;
  readonly #patience: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(controller: AbortController, patience: number) {
    this.#controller = controller;
    this.#patience = patience;
    this.restart();
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), this.#patience);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** The answer with the file's bytes from `from` on, or all of them. Redirects are followed by hand: each is looked at. */
async function request(what: Download, from: number, signal: AbortSignal): Promise<Response> {
  let address = new URL(what.address);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetch(address, {
      redirect: 'manual',
      signal,
      // Unpacked on the way, its length would not be the file's.
      headers: { 'Accept-Encoding': 'identity', ...(from > 0 ? { Range: `bytes=${from}-` } : {}) },
    });
    const { status } = response;
    if (status === 200) return response;
    if (status === 206 && from > 0 && startOf(response) === from) return response;
    await response.body?.cancel();
    if (status === 206 || status === 416) {
      // It serves another part than we asked for, or says that we have more than there is: from the beginning, then.
      from = 0;
      continue;
    }
    const location = response.headers.get('location');
    if (status < 300 || status >= 400 || location === null) {
      throw new RomError(
        'E_STATUS',
        `Cannot fetch ${address}: the host answered ${status} ${response.statusText}`.trimEnd() +
          '. The file may have moved: take it from where its source is, and add it with `ludus roms add`.',
      );
    }
    address = redirected(address, location);
  }
  throw new RomError(
    'E_REDIRECT',
    `Cannot fetch ${what.address}: at most ${MAX_REDIRECTS} redirects are followed, and there was one more. Try again later.`,
  );
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:')) return to;
  throw new RomError(
    'E_REDIRECT',
    `Cannot fetch ${from}: a redirect may lead to https only, this one leads to ${location}. Nothing was taken from there.`,
  );
}

/** The first byte of a partial answer, from `Content-Range: bytes 5-9/10`. */
function startOf(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN);
}

async function write(
  response: Response,
  partial: string,
  from: number,
  what: Download,
  onBytes: (bytes: number) => void,
): Promise<void> {
  let file: FileHandle | null = null;
  let at = from;
  try {
    file = await open(partial, from === 0 ? 'w' : 'a');
    for await (const chunk of response.body ?? []) {
      at += chunk.length;
      if (at > what.bytes) {
        throw new RomError(
          'E_SIZE',
          `Cannot fetch ${what.address}: it has ${what.bytes} bytes, and more came. It is another file now; nothing was kept.`,
        );
      }
      await file.writeFile(chunk);
      onBytes(at);
    }
    await file.sync();
  } catch (error) {
    await file?.close();
    file = null;
    if (error instanceof RomError) await rm(partial, { force: true });
    throw error;
  } finally {
    await file?.close();
  }
  if (at < what.bytes) {
    throw new RomError(
      'E_SIZE',
      `Cannot fetch ${what.address}: it has ${what.bytes} bytes, and the answer ended after ${at}. Run the command again: it goes on from there.`,
    );
  }
}

async function checkHash(partial: string, what: Download): Promise<void> {
  const hash = createHash('sha256')
    .update(await readFile(partial))
    .digest('hex');
  if (hash === what.sha256) return;
  await rm(partial, { force: true });
  throw new RomError(
    'E_HASH',
    `Cannot fetch ${what.address}: its SHA-256 is ${what.sha256}, what came has ${hash}. It was thrown away; run the command again, and if it stays so, the file was replaced.`,
  );
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

interface SystemError extends Error {
  readonly syscall?: string;
  readonly code?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error;
}

/** Node's fetch says `fetch failed`; why is in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (isSystemError(cause) && cause.code !== undefined) return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}

function unreachable(what: Download, reason: string, cause: unknown): RomError {
  return new RomError(
    'E_NETWORK',
    `Cannot fetch ${what.address}: ${new URL(what.address).host} cannot be reached (${reason}). Check the network and run the command again; Pong ships with Ludus and needs none.`,
    { cause },
  );
}
