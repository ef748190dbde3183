import { isIP } from 'node:net';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';

export interface ListenAddress {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
}

/** Where a server listens, and who may come. */
export interface ListenOptions extends ListenAddress {
  /** Needed on an address that others can reach; then every request must bring it. */
  readonly token?: string;
  /**
   * Hosts to answer for besides those of loopback, `scanner.lan` or, behind another port, `scanner.lan:80`; needed on
   * such an address.
   */
  readonly allowedHosts?: readonly string[];
}

const HAS_PORT = /:\d+$/;
const LOOPBACK = ['127.0.0.1', '::1'];
/** As few as a random 64-bit token has in base64url. */
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
 * On loopback anything goes; elsewhere only with a token and the names that the server answers to.
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
    throw usage(`Listening on ${host}, which others can reach, needs the host names to answer for.`);
  }
}

/** Every Host header that is this server. */
export function hostsOf(port: number, allowedHosts: readonly string[]): ReadonlySet<string> {
  const own = ['127.0.0.1', 'localhost', '[::1]'];
  // A host without a port is this port's, or that of a proxy in front; browsers leave the port of http out.
  const names = [...own, ...allowedHosts.filter((host) => !HAS_PORT.test(host))];
  const withPort = names.map((name) => `${name}:${port}`);
  return new Set([...withPort, ...(port === 80 ? own : []), ...allowedHosts]);
}

/** A host as it stands in a URL: an IPv6 address in brackets. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
