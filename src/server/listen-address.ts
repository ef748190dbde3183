import { isIP } from 'node:net';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';

export interface ListenAddress {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
}

/** Where a server listens, and who may connect. */
export interface ListenOptions extends ListenAddress {
  /** Required on an address that others can reach; then every request must send it. */
  readonly token?: string;
  /**
   * Host names to accept besides those of loopback, `scanner.lan` or, behind another port, `scanner.lan:80`;
   * required on such an address.
   */
  readonly allowedHosts?: readonly string[];
}

const HAS_PORT = /:\d+$/;
const LOOPBACK = ['127.0.0.1', '::1'];
/** The length of a random 64-bit token in base64url. */
const MIN_TOKEN_LENGTH = 11;

const usage = (message: string): SquallError => new SquallError('USAGE', message);

/**
 * `9464`, `127.0.0.1:9464`, `localhost:9464`, `[::1]:9464`
 * @throws {SquallError} USAGE: anything else.
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits] = /^(?:\[([0-9A-Fa-f:.]+)\]:|([^:[\]]+):|)(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? LOOPBACK[0];
  const port = Number(digits);
  const address = host.toLowerCase() === 'localhost' ? LOOPBACK[0] : host;
  if (digits === undefined || port > 65_535 || isIP(address) === 0) {
    throw usage(`Expected an address to listen on, like 127.0.0.1:9464, got ${shownValue(text)}.`);
  }
  return { host: address, port };
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host);
}

/**
 * On loopback anything goes; elsewhere a token and the server's host names are required.
 * @throws {SquallError} USAGE
 */
export function checkListenOptions({ host, token, allowedHosts = [] }: ListenOptions): void {
  if (token !== undefined && !/^[A-Za-z0-9_-]+$/.test(token)) {
    throw usage('Expected a token of letters, digits, - and _ only.');
  }
  if (token !== undefined && token.length < MIN_TOKEN_LENGTH) {
    throw usage(`Expected a token of at least ${MIN_TOKEN_LENGTH} characters, got ${token.length}.`);
  }
  if (isLoopback(host)) return;
  if (token === undefined) throw usage(`Listening on ${host}, which others can reach, needs a token.`);
  if (allowedHosts.length === 0) {
    throw usage(`Listening on ${host}, which others can reach, needs the host names to accept.`);
  }
}

/** Every Host header that means this server. */
export function hostsOf(port: number, allowedHosts: readonly string[]): ReadonlySet<string> {
  const own = ['127.0.0.1', 'localhost', '[::1]'];
  // A host without a port has this port, or that of a proxy in front; browsers leave out the port of http.
  const names = [...own, ...allowedHosts.filter((host) => !HAS_PORT.test(host))];
  const withPort = names.map((name) => `${name}:${port}`);
  return new Set([...withPort, ...(port === 80 ? own : []), ...allowedHosts]);
}

/** A host as written in a URL: an IPv6 address in brackets. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
