/**
 * Who may talk to the server: loopback or a token, the Host and Origin of a request, the headers of every page.
 *
 * On loopback a web page of anybody is the danger: the browser lets it open a WebSocket to 127.0.0.1 (so Origin is
 * checked), and a name that resolves to 127.0.0.1 makes it same-origin (DNS rebinding, so Host is checked).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIPv4 } from 'node:net';

/**
 * Everything from this server, nothing inline, no eval; `data:` images for cursors and icons. WebAssembly may be compiled (it can call
 * nothing but what the page's own script gives it): the page emulates consoles, and steps kernels.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
export function isSameToken(given: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(token)) && given !== undefined;
}

export interface OriginRules {
  /** The server listens on loopback only. */
  readonly loopback: boolean;
  /** Origins of other sites whose pages may connect, `https://example.org`. */
  readonly allowedOrigins: readonly string[];
}

/** Null where the request may pass, else the reason for a person. */
export function refusal(request: IncomingMessage, { loopback, allowedOrigins }: OriginRules): string | null {
  const host = hostName(request.headers.host);
  if (loopback && (host === null || !isLoopback(host))) {
    return `Host must be localhost or a loopback address on this server; got ${request.headers.host ?? 'none'}.`;
  }
  const { origin } = request.headers;
  if (origin === undefined || allowedOrigins.includes(origin)) return null;
  const sameOrigin = URL.canParse(origin) && new URL(origin).host === canonicalHost(request.headers.host);
  return sameOrigin ? null : `Origin ${origin} is not this server's, nor among its allowed origins.`;
}

function hostName(header: string | undefined): string | null {
  const url = `http://${header ?? ''}`;
  return header !== undefined && URL.canParse(url) ? new URL(url).hostname : null;
}

/** As `URL` writes it, so that the default port and the letters' case do not matter. */
function canonicalHost(header: string | undefined): string | null {
  const url = `http://${header ?? ''}`;
  return header !== undefined && URL.canParse(url) ? new URL(url).host : null;
}
