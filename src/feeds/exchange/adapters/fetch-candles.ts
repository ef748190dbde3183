import type { RawCandles } from '../../../market/candle-series.js';
import { CANDLE_COLUMNS } from '../../../market/candle-series.js';
import type { CcxtExchange } from '../ccxt-shapes.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import type { AdaptedCandles, CandleAdapter } from './adapter.js';

export interface CandleRequest {
  readonly sinceMs: number;
  readonly limit: number;
  /** Most bars a call, below what the exchange allows, where fewer cost less; null = as many as it allows. */
  readonly maxPerCall?: number | null;
}

/**
 * `limit` candles from `sinceMs` on, in as many calls as it takes, one after the other. An exchange that always sends its
 * newest bars is called once.
 * @throws {ExchangeFailure} as the adapter does.
 */
export async function fetchCandles(
  adapter: CandleAdapter,
  exchange: CcxtExchange,
  market: ExchangeMarket,
  timeframeMs: number,
  { sinceMs, limit, maxPerCall = null }: CandleRequest,
): Promise<AdaptedCandles> {
  const perCall = adapter.sendsNewestOnly
    ? limit
    : Math.min(adapter.maxBars(market, exchange) ?? limit, maxPerCall ?? limit);
  const pages: AdaptedCandles[] = [];
  for (let asked = 0; asked < limit; asked += perCall) {
    pages.push(
      await adapter.fetch(exchange, market, timeframeMs, {
        sinceMs: sinceMs + asked * timeframeMs,
        limit: Math.min(perCall, limit - asked),
      }),
    );
  }
  return pages.length === 1 ? pages[0] : joinPages(pages, timeframeMs, perCall, sinceMs);
}

/** A page that reaches into the next one's bars gives way to it: what came last counts. */
function joinPages(
  pages: readonly AdaptedCandles[],
  timeframeMs: number,
  perCall: number,
  sinceMs: number,
): AdaptedCandles {
  const rows = pages.map(({ candles: { openTimeMs } }, page) => {
    const endMs = page === pages.length - 1 ? Infinity : sinceMs + (page + 1) * perCall * timeframeMs;
    return [...openTimeMs.keys()].filter((row) => !(openTimeMs[row] >= endMs));
  });
  const join = (columnOf: (page: AdaptedCandles) => ArrayLike<number>): number[] =>
    pages.flatMap((page, index) => {
      const column = columnOf(page);
      return rows[index].map((row) => column[row]);
    });
  const [first] = pages;
  const columns = CANDLE_COLUMNS.map((name) => [
    name,
    Float64Array.from(join(({ candles }) => candles[name])),
  ]);
  return {
    candles: { symbol: first.candles.symbol, ...Object.fromEntries(columns) } as RawCandles,
    volumeUnit: first.volumeUnit,
    quoteVolume: first.quoteVolume && Float64Array.from(join(({ quoteVolume }) => quoteVolume!)),
    tradeCounts: first.tradeCounts && Float64Array.from(join(({ tradeCounts }) => tradeCounts!)),
    closedFlags: first.closedFlags && Uint8Array.from(join(({ closedFlags }) => closedFlags!)),
  };
}
