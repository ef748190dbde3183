import { binance } from './binance.js';
import { bybit } from './bybit.js';
import type { CandleAdapter } from './adapter.js';
import { kraken } from './kraken.js';
import { okx } from './okx.js';
import { unified } from './unified.js';

/** Exchanges of which more is read than ccxt's unified candles contain. */
const ADAPTERS: ReadonlyMap<string, CandleAdapter> = new Map([
  ['binance', binance],
  ['binanceusdm', binance],
  ['binancecoinm', binance],
  ['bybit', bybit],
  ['kraken', kraken],
  ['okx', okx],
]);

/** How to request and read an exchange's candles. @param exchangeId  ccxt's name of it. */
export function candleAdapterOf(exchangeId: string): CandleAdapter {
  return ADAPTERS.get(exchangeId) ?? unified;
}
