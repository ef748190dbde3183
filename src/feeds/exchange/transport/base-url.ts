import { SquallError } from '../../../util/squall-error.js';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;

/**
 * The origin of a test exchange on this machine.
 * @throws {SquallError} exit 64 for any other address, and for a URL with more than an origin.
 */
export function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
  if (url === null || !isOrigin || !isOnThisMachine(url)) {
    const expected = 'the address of an emulator on this machine, like http://127.0.0.1:8080';
    throw new SquallError('USAGE', `Expected \`--base-url\` to be ${expected}, got ${JSON.stringify(text)}.`);
  }
  return url;
}

/** Whether a request goes to a test exchange: no real one is on this machine. */
export function isOnThisMachine({ hostname }: URL): boolean {
  return LOOPBACK.test(hostname);
}

/** A URL of the exchange redirected to a test exchange: path and query stay, the host changes. */
export function movedTo(base: URL, url: string): URL {
  const { pathname, search } = new URL(url);
  return new URL(`${base.origin}${pathname}${search}`);
}
