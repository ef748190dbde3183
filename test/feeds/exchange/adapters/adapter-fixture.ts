import type { CandleRange } from '../../../../src/feeds/exchange/adapters/adapter.js';
import { candleAdapterOf } from '../../../../src/feeds/exchange/adapters/index.js';
import type { CcxtMarket } from '../../../../src/feeds/exchange/ccxt-shapes.js';
import { FIVE_MINUTES, START_MS } from '../../../market/candles.js';
import { ccxtMarket, exchangeWith } from '../../../support/wire.js';

export const at = (bar: number): number => START_MS + bar * FIVE_MINUTES;

export const binanceRow = (bar: number, more: Readonly<Record<number, unknown>> = {}): unknown[] =>
  Object.assign(
    [at(bar), '10', '12', '9', '11', '5', at(bar + 1) - 1, '55', 40 + bar, '2', '22', '0'] as unknown[],
    more,
  );

export const SPOT = ccxtMarket('SOLUSDT', 'SOL/USDT');
export const SWAP = ccxtMarket('SOLUSDT', 'SOL/USDT:USDT');
export const INVERSE = ccxtMarket('SOLUSD_PERP', 'SOL/USD:SOL', { contractSize: 10 });

export async function candlesOf(
  exchangeId: string,
  ccxt: CcxtMarket,
  response: unknown,
  range: CandleRange = { limit: 10 },
  timeframeMs = FIVE_MINUTES,
) {
  const { exchange, market } = await exchangeWith(exchangeId, ccxt, response);
  const adapted = await candleAdapterOf(exchangeId).fetch(exchange, market, timeframeMs, range);
  return { ...adapted, asked: exchange.asked, exchange };
}
