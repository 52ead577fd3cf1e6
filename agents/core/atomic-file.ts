/**
 * Files that are the old one or the new one, never half: written under a temporary name in the same folder, flushed, renamed over the
 * old one, and the folder flushed. A process killed at any moment loses at most what it was writing.
 */
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces the file at `path` by one with these contents, or leaves it as it was and throws.
 *
 * @param contents parts are written one after another: they need not be in memory as one.
 */
export async function writeFileAtomic(path: string, contents: string | readonly Uint8Array[]): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = await open(temporary, 'w');
    try {
      if (typeof contents === 'string') await file.writeFile(contents);
      else for (const part of contents) await file.writeFile(part);
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
