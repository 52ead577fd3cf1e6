/**
 * The viewer's files, served from memory.
 *
 * The built page is a few hundred kilobytes, so it is read once, compressed once, and looked up by its exact path: no
 * path of a request ever reaches the file system. It is read again when `index.html` has changed, so that a build while
 * the server runs shows at the next load; a build that is half done leaves the old files in place.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.map', '.wasm']);

/** Vite names what it hashes `assets/name-HASH.ext`: its content never changes under that name. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/;

interface File {
  readonly body: Buffer;
  readonly gzipped: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Ludus</title>
<h1>The viewer is not built</h1>
<p>The server is running, but its page has not been built yet. Run <code>npm run build</code>, then load this page again.</p>
</html>
`;

export class StaticFiles {
  readonly #directory: string;
  #files: ReadonlyMap<string, File> = new Map();
  #builtAt = 0;

  /** @param directory holds `index.html`; it may not exist yet. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Answers a GET or HEAD for `pathname`, as it stands in the URL. Never throws. */
  serve(request: IncomingMessage, response: ServerResponse, pathname: string): void {
    if (pathname === '/' || this.#files.size === 0) this.#refresh();
    const file = this.#files.get(pathname === '/' ? '/index.html' : pathname);
    if (file === undefined) {
      const unbuilt = pathname === '/';
      response.writeHead(unbuilt ? 503 : 404, { 'content-type': TYPES['.html'], 'cache-control': 'no-store' });
      response.end(
        unbuilt ? NOT_BUILT : '<!doctype html><title>Not found</title><p>Not found. <a href="/">Ludus</a></p>\n',
      );
      return;
    }
    if (request.headers['if-none-match'] === file.headers.etag) {
      response.writeHead(304, file.headers).end();
      return;
    }
    const gzipped = /\bgzip\b/.test(String(request.headers['accept-encoding'])) ? file.gzipped : null;
    const body = gzipped ?? file.body;
    response.writeHead(200, {
      ...file.headers,
      'content-length': body.length,
      ...(gzipped === null ? {} : { 'content-encoding': 'gzip' }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  #refresh(): void {
    try {
      const builtAt = statSync(join(this.#directory, 'index.html')).mtimeMs;
      if (builtAt === this.#builtAt) return;
      this.#files = readAll(this.#directory);
      this.#builtAt = builtAt;
    } catch {
      // Not built, or being built: what was read before goes on being served.
    }
  }
}

function readAll(directory: string): Map<string, File> {
  const files = new Map<string, File>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const pathname = `/${relative(directory, path).split(sep).join('/')}`;
    const extension = extname(entry.name);
    const body = readFileSync(path);
    files.set(pathname, {
      body,
      gzipped: COMPRESSIBLE.has(extension) ? gzipSync(body) : null,
      headers: {
        'content-type': TYPES[extension] ?? 'application/octet-stream',
        'cache-control': HASHED.test(pathname) ? 'public, max-age=31536000, immutable' : 'no-cache',
        etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
        vary: 'accept-encoding',
      },
    });
  }
  return files;
}
