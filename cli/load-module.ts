/**
 * Loads a module of the user's, JavaScript or TypeScript.
 *
 * Node reads TypeScript by itself from 22.18 (it strips the types). Below, `tsx` does it where the user's project has it; it is not brought
 * along, because one command's convenience on an old Node is not worth a bundler in everybody's installation.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Whether a command's argument names a module: by its ending, or by beginning as a path does. */
export function isModulePath(text: string): boolean {
  return /\.[cm]?[jt]s$/.test(text) || /^(\.{1,2}|~)?[/\\]/.test(text);
}

/**
 * @param doing for the error, such as `check`
 * @returns the module's exports
 * @throws {Error} naming the file, where it is not there, this Node does not read its language, or it throws when loaded
 */
export async function loadModule(path: string, doing: string): Promise<Readonly<Record<string, unknown>>> {
  const absolute = resolve(path);
  if (!existsSync(absolute)) {
    throw new Error(
      `Cannot ${doing} ${path}: there is no such file. Give an id (\`ludus envs\` lists them) or a module's path.`,
    );
  }
  if (/\.[cm]?ts$/.test(path) && !readsTypeScript()) await useTsx(path, doing);
  try {
    return (await import(pathToFileURL(absolute).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message.split('\n', 1)[0]}` : String(cause);
    throw new Error(`Cannot ${doing} ${path}: it cannot be loaded (${reason}). Correct that and try again.`, { cause });
  }
}

/** `strip` or `transform` where Node reads TypeScript by itself, or a loader says so. */
function readsTypeScript(): boolean {
  return 'typescript' in process.features && Boolean(process.features.typescript);
}

async function useTsx(path: string, doing: string): Promise<void> {
  let found: string;
  try {
    found = createRequire(resolve(path)).resolve('tsx');
  } catch (cause) {
    throw new Error(
      `Cannot ${doing} ${path}: Node ${process.versions.node} does not read TypeScript. ` +
        'Use Node 22.18 or newer, or install tsx beside it (npm install --save-dev tsx), or give compiled JavaScript.',
      { cause },
    );
  }
  await import(pathToFileURL(found).href); // what `node --import tsx` does
}
