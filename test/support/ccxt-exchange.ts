import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  CcxtExchange,
  CcxtMarket,
  CcxtOpenInterest,
  CcxtOrderBook,
  CcxtTicker,
} from '../../src/feeds/exchange/ccxt-shapes.js';

/** A real ccxt exchange whose answers are given: no sockets. */
export interface OfflineExchange extends CcxtExchange {
  markets: Record<string, CcxtMarket>;
  fetch: (url: string) => Promise<unknown>;
  loadMarkets(reload?: boolean): Promise<unknown>;
  fetchTicker(symbol: string): Promise<CcxtTicker>;
  fetchTickers(symbols?: string[]): Promise<Record<string, CcxtTicker>>;
  fetchOrderBook(symbol: string, limit?: number): Promise<CcxtOrderBook>;
  fetchOpenInterest(symbol: string): Promise<CcxtOpenInterest>;
  fetchOpenInterestHistory(symbol: string, timeframe: string): Promise<CcxtOpenInterest[]>;
  /** Requested URLs, oldest first. */
  readonly asked: string[];
}

/** @param answer  JSON by URL; each call gets its own copy. */
export async function openOffline(
  id: string,
  answer: (url: string) => unknown,
  options: Readonly<Record<string, unknown>> = {},
): Promise<OfflineExchange> {
  const file = pathToFileURL(resolve('node_modules', 'ccxt', 'js', 'src', `${id}.js`));
  const { default: Exchange } = (await import(file.href)) as {
    default: new (config: object) => OfflineExchange;
  };
  const exchange = new Exchange({ enableRateLimit: false, options });
  const asked: string[] = [];
  exchange.fetch = async (url) => {
    asked.push(url);
    return structuredClone(answer(url));
  };
  return Object.assign(exchange, { asked });
}
