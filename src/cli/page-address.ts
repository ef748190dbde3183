import type { ListenOptions } from '../server/listen-address.js';
import { isLoopback, parseListenAddress, urlHost } from '../server/listen-address.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import { flagValue } from './flag-value.js';
import { parseList, parseWholeNumber } from './parse.js';
import type { VerbOptions } from './verb-options.js';

/** Where the page is served, and the host in the printed address. */
export interface PageAddress extends ListenOptions {
  readonly shownHost: string;
}

const HOST_NAME = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const EVERY_ADDRESS = ['0.0.0.0', '::'];

const usage = (message: string): SquallError => new SquallError('USAGE', message);

/**
 * Loopback, unless `--host` says otherwise and `--token` (or SQUALL_TOKEN, which process lists do not show)
 * restricts access.
 * @throws {SquallError} USAGE: an address that others can reach without a token or without an allowed host
 * name.
 */
export function pageAddress(flags: VerbOptions['flags']): PageAddress {
  const port = flagValue(flags, 'port', parseWholeNumber(0, 65_535)) ?? 0;
  const given = typeof flags.host === 'string' ? flags.host : '127.0.0.1';
  const { host } = parseListenAddress(`${urlHost(given)}:${port}`);
  if (isLoopback(host)) return { host, port, shownHost: urlHost(host) };
  const token = typeof flags.token === 'string' ? flags.token : process.env.SQUALL_TOKEN;
  if (token === undefined || token === '') {
    throw usage(
      `Expected --token with --host ${host}, which others can reach; create one with: openssl rand -hex 16`,
    );
  }
  const allowedHosts = flagValue(flags, 'allowHost', parseList) ?? ownNames(host);
  for (const name of allowedHosts) {
    if (!HOST_NAME.test(name)) throw usage(`Expected a host name like scanner.lan, got ${shownValue(name)}`);
  }
  return { host, port, token, allowedHosts, shownHost: allowedHosts[0].replace(/:\d+$/, '') };
}

function ownNames(host: string): readonly string[] {
  if (!EVERY_ADDRESS.includes(host)) return [urlHost(host)];
  throw usage(
    `Expected --allow-host with --host ${host}: the names or addresses browsers use, such as scanner.lan`,
  );
}

/** A warning before opening the page to others. */
export function openToOthers(host: string): string {
  return `${host} can be reached by others: anyone with the token, or eavesdropping (http is not encrypted), can read what is served`;
}

/** The address that signs a browser in. */
export function withToken(url: string, { token }: PageAddress): string {
  if (token === undefined) return url;
  const signedIn = new URL(url);
  signedIn.searchParams.set('token', token);
  return signedIn.href;
}
