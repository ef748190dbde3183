import { SquallError } from '../../../util/squall-error.js';

/** The proxies named in the environment, by the conventions of curl and most programs. Empty: none. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** Hosts dialled directly: `example.com,.internal,10.0.0.1:8443`, or `*`. */
  readonly noProxy: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const PROTOCOLS = ['http:', 'https:', 'socks5:'];

/**
 * HTTPS_PROXY (or ALL_PROXY) for `https:`, HTTP_PROXY (or ALL_PROXY) for `http:`, NO_PROXY; names in lower
 * case win.
 * @returns null if none is named.
 * @throws {SquallError} CONFIG (78): not the address of a proxy.
 */
export function proxyOf(environment: Environment): ProxySettings | null {
  const [httpsProxy, httpProxy] = ['HTTPS_PROXY', 'HTTP_PROXY'].map((name) =>
    [name, 'ALL_PROXY'].map((one) => addressOf(environment, one)).find((address) => address !== ''),
  );
  if (httpsProxy === undefined && httpProxy === undefined) return null;
  return {
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy: valueOf(environment, 'NO_PROXY'),
  };
}

function valueOf(environment: Environment, name: string): string {
  return (environment[name.toLowerCase()] ?? environment[name] ?? '').trim();
}

function addressOf(environment: Environment, name: string): string {
  const value = valueOf(environment, name);
  if (value === '') return '';
  const address = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url !== null && PROTOCOLS.includes(url.protocol) && url.hostname !== '') return address;
  const shown = JSON.stringify(value.replace(/\/\/[^/]*@/, '//…@'));
  throw new SquallError(
    'CONFIG',
    `Expected ${name} to be the address of a proxy, like http://proxy.example:8080, got ${shown}`,
  );
}

/** Why a proxy did not connect to the target. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError';
  readonly code = 'PROXY';
}

const TUNNEL_STATUS = /^Proxy response \((\d+)\)/;

/** Meaning of an error on the way through a proxy; null if the proxy, which did connect, is not to blame. */
export function proxyErrorOf(error: Error): ProxyError | null {
  const { code = '' } = error as NodeJS.ErrnoException;
  const status = TUNNEL_STATUS.exec(error.message)?.[1];
  if (status === '407') return new ProxyError('it answered 407: it requires authentication');
  if (status !== undefined) return new ProxyError(`it answered ${status}`);
  // Connections are made to the proxy alone: a system error concerns that.
  if (/^(E[A-Z]+|EAI_[A-Z]+|UND_ERR_(SOCKET|CONNECT_TIMEOUT))$/.test(code) && code !== 'EPROTO') {
    return new ProxyError(error.message === '' ? code : error.message);
  }
  return null;
}
