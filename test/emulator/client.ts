import type { Exchange } from 'ccxt';
import type { DialectId } from '../../src/emulator/dialects/index.js';

type ExchangeClass = new (options: object) => Exchange;

/** The real ccxt client of an exchange, all of its URLs turned to the emulator, its own limiter off. */
export async function openClient(dialect: DialectId, baseUrl: string): Promise<Exchange> {
  const module = (await import(new URL(`./src/${dialect}.js`, import.meta.resolve('ccxt')).href)) as {
    default: ExchangeClass;
  };
  const exchange = new module.default({ enableRateLimit: false, timeout: 20_000 });
  exchange.urls.api = redirected(exchange.urls.api, baseUrl);
  if (dialect === 'binance') exchange.options.fetchMarkets = { types: ['spot'] };
  return exchange;
}

function redirected(urls: unknown, baseUrl: string): never {
  if (typeof urls === 'string') return urls.replace(/^https?:\/\/[^/]+/, baseUrl) as never;
  return Object.fromEntries(
    Object.entries(urls as object).map(([name, url]) => [name, redirected(url, baseUrl)]),
  ) as never;
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export async function get(baseUrl: string, path: string): Promise<Got> {
  const response = await fetch(baseUrl + path);
  return { status: response.status, headers: response.headers, body: await response.json() };
}
