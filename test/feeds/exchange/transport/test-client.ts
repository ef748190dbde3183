import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { RequestGate } from '../../../../src/feeds/exchange/limits/gate.js';
import { openExchangeClient } from '../../../../src/feeds/exchange/transport/ccxt-client.js';
import type { ClientOptions, ExchangeClient } from '../../../../src/feeds/exchange/transport/ccxt-client.js';
import type { Clock } from '../../../../src/util/clock.js';

export const realClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: async (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
};

/** Lets everything through at once. */
const openGate: RequestGate = { pass: async (request, _priority, send) => send(request) };

export async function openClient(options: Partial<ClientOptions>): Promise<ExchangeClient> {
  return openExchangeClient({ id: 'binance', type: 'spot', gate: openGate, clock: realClock, ...options });
}

/** What Binance's spot market says about two markets. */
export const EXCHANGE_INFO = {
  timezone: 'UTC',
  symbols: ['BTC', 'ETH'].map((base) => ({
    symbol: `${base}USDT`,
    status: 'TRADING',
    baseAsset: base,
    quoteAsset: 'USDT',
    isSpotTradingAllowed: true,
    permissions: ['SPOT'],
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '1000000', tickSize: '0.01' },
      { filterType: 'LOT_SIZE', minQty: '0.00001', maxQty: '9000', stepSize: '0.00001' },
    ],
  })),
};

export const KLINES = [0, 1, 2].map((bar) => [
  1_700_000_000_000 - (1_700_000_000_000 % 300_000) + bar * 300_000,
  '100.0',
  '101.5',
  '99.5',
  `${100 + bar}.25`,
  '12.5',
  1_700_000_299_999 + bar * 300_000,
  '1250.0',
  42,
  '6.0',
  '600.0',
  '0',
]);

/** A good answer of Binance's spot market, by path. */
export function goodAnswer(path: string): unknown {
  return path.includes('exchangeInfo') ? EXCHANGE_INFO : KLINES;
}
