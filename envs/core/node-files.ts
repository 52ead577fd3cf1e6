/**
 * Files that are written whole or not at all: under another name in the same folder, renamed at the end. Whoever looks finds the old file
 * or the new one, never half of one; what a crash leaves behind ends in `.partial`.
 *
 * Node only, synchronous as `step` is. A browser gets one clear error.
 */
import { nodeModule } from './platform.ts';

interface FileSystem {
  mkdirSync(path: string, options: { readonly recursive: true }): void;
  openSync(path: string, flags: string): number;
  writeSync(file: number, bytes: Uint8Array, offset: number, length: number, position: number | null): number;
  readFileSync(path: string): Uint8Array;
  closeSync(file: number): void;
  renameSync(from: string, to: string): void;
  rmSync(path: string, options: { readonly force: true }): void;
}

interface Path {
  resolve(...parts: readonly string[]): string;
  dirname(path: string): string;
}

/** Where bytes go as they come. */
export interface ByteSink {
  write(bytes: Uint8Array): void;
  /** Replaces bytes that were written before. */
  overwrite(position: number, bytes: Uint8Array): void;
}

interface NodeFiles extends FileSystem, Path {
  /** With the folders it lies in. Throws an `Error` that names it. */
  makeFolder(path: string): void;
}

/**
 * Node's files and paths.
 *
 * @param doing for the errors, such as `record a video`
 * @throws {Error} where this is no Node
 */
export function nodeFiles(doing: string): NodeFiles {
  const fs = nodeModule<FileSystem>('node:fs');
  const path = nodeModule<Path>('node:path');
  if (fs === null || path === null) {
    throw new Error(`Cannot ${doing}: files are read and written in Node only, 20.16 or newer. Do it there.`);
  }
  const makeFolder = (folder: string) => {
    try {
      fs.mkdirSync(folder, { recursive: true });
    } catch (cause) {
      throw fileError(doing, folder, cause);
    }
  };
  return { ...fs, ...path, makeFolder };
}

/** A file being written; exactly one of `commit` and `discard` ends it. */
export class AtomicFile implements ByteSink {
  readonly path: string;
  /** What it is called until it is whole. */
  readonly partialPath: string;
  readonly #doing: string;
  readonly #fs: FileSystem;
  #file: number | null;

  /**
   * Makes the folder where there is none, and begins the file.
   *
   * @throws {Error} naming the path and what the system says
   */
  constructor(path: string, doing: string) {
    const files = nodeFiles(doing);
    this.#doing = doing;
    this.#fs = files;
    this.path = files.resolve(path);
    this.partialPath = `${this.path}.partial`;
    files.makeFolder(files.dirname(this.path));
    this.#file = this.#attempt(() => files.openSync(this.partialPath, 'w'));
  }

  write(bytes: Uint8Array): void {
    this.#put(bytes, null);
  }

  overwrite(position: number, bytes: Uint8Array): void {
    this.#put(bytes, position);
  }

  /** Ends the file and gives it its name, in place of an older one. */
  commit(): void {
    this.#attempt(() => {
      this.#close();
      this.#fs.renameSync(this.partialPath, this.path);
    });
  }

  /** Ends the file, its content that of another file in the same folder, which is then gone. */
  replaceBy(path: string): void {
    this.#attempt(() => {
      this.#close();
      this.#fs.renameSync(path, this.partialPath);
    });
  }

  /** Ends and removes what was written. Harmless after `commit`. */
  discard(): void {
    this.#close();
    this.#fs.rmSync(this.partialPath, { force: true });
  }

  #put(bytes: Uint8Array, position: number | null): void {
    const file = this.#file;
    if (file === null) throw new Error(`Cannot ${this.#doing}: ${this.path} has been closed.`);
    this.#attempt(() => {
      for (let done = 0; done < bytes.length; ) {
        const at = position === null ? null : position + done;
        done += this.#fs.writeSync(file, bytes, done, bytes.length - done, at);
      }
    });
  }

  #close(): void {
    if (this.#file !== null) this.#fs.closeSync(this.#file);
    this.#file = null;
  }

  #attempt<T>(act: () => T): T {
    try {
      return act();
    } catch (cause) {
      throw fileError(this.#doing, this.path, cause);
    }
  }
}

/** The error of a file that cannot be read or written. */
export function fileError(doing: string, path: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(`Cannot ${doing} at ${path}: ${reason}. Give a path in a folder that can be read and written.`, {
    cause,
  });
}
