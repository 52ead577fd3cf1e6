/** A local web server that serves one file in every wrong way there is. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export class FaultyServer {
  /** The `Range` header of each request, in order; undefined where there was none. */
  readonly ranges: (string | undefined)[] = [];
  readonly #server: Server;
  #origin = '';

  constructor(routes: Readonly<Record<string, Handler>>) {
    this.#server = createServer((request, response) => {
      this.ranges.push(request.headers.range);
      const handler = routes[request.url ?? ''];
      if (handler !== undefined) handler(request, response);
      else response.writeHead(404).end('not here');
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  at(path: string): string {
    return `${this.#origin}${path}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Serves the bytes, or the part of them that is asked for. */
export function serve(bytes: Uint8Array): Handler {
  return (request, response) => {
    const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    if (from === undefined) {
      response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes);
      return;
    }
    const rest = bytes.subarray(Number(from));
    const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(206, { 'Content-Length': rest.length, 'Content-Range': range }).end(rest);
  };
}

export function redirect(location: string, status = 302): Handler {
  return (_, response) => response.writeHead(status, { Location: location }).end();
}

/** Promises the whole file and breaks the connection after `length` bytes, when they have had time to arrive. */
export function cutOff(bytes: Uint8Array, length: number): Handler {
  return (_, response) => {
    response.writeHead(200, { 'Content-Length': bytes.length });
    response.write(bytes.subarray(0, length), () => setTimeout(() => response.destroy(), 200));
  };
}

/** Ends properly, with fewer bytes than the file has. */
export function endEarly(bytes: Uint8Array, length: number): Handler {
  return (_, response) => response.writeHead(200).end(bytes.subarray(0, length));
}

/** Never ends. */
export const endless: Handler = (_, response) => {
  response.writeHead(200);
  const chunk = new Uint8Array(65_536);
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};

/** Sends the first bytes and then nothing. */
export function fallSilent(bytes: Uint8Array, length: number): Handler {
  return (_, response) => {
    response.writeHead(200, { 'Content-Length': bytes.length });
    response.write(bytes.subarray(0, length));
  };
}
