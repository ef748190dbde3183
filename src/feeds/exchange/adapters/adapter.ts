import type { RawCandles } from '../../../market/candle-series.js';
import type { CcxtExchange } from '../ccxt-shapes.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import type { Unit } from '../units/amount.js';
import type { CandlePaging } from './candle-paging.js';

/** Requested bars: `limit` from the one that opens at `sinceMs`, or the newest. */
export interface CandleRange {
  readonly sinceMs?: number;
  readonly limit: number;
  /** Only bars that open before it, or at it; for exchanges that count bars back from the end. */
  readonly beforeMs?: number;
}

/** Candles of one answer, oldest first unless the exchange sent them in no order at all. */
export interface AdaptedCandles {
  /** Volume counted in `volumeUnit`; a value that is not a number is NaN. */
  readonly candles: RawCandles;
  /** null = unknown. */
  readonly volumeUnit: Unit | null;
  /** Turnover of each bar in quote currency as the exchange reports it; null = unknown. */
  readonly quoteVolume: Float64Array | null;
  /** Trades in each bar; null = unknown. */
  readonly tradeCounts: Float64Array | null;
  /** 1 if the exchange itself says that the bar is closed; null = it does not say. */
  readonly closedFlags: Uint8Array | null;
}

/** Properties of a market that decide how its candles are requested. */
export type PagedMarket = Pick<ExchangeMarket, 'type' | 'settlement'>;

/** How to request and read candles from an exchange. */
export interface CandleAdapter {
  /** What is reported beyond open, high, low, close and volume. */
  readonly reports: readonly ('quoteVolume' | 'tradeCounts' | 'closedFlags')[];
  /** Whether it reads rows already parsed to numbers by the transport: not if ccxt reads them first. */
  readonly takesNumberRows: boolean;
  /** @param features  ccxt's `features` of the exchange */
  paging(exchangeId: string, market: PagedMarket, features: unknown): CandlePaging;
  /**
   * One call.
   * @throws {ExchangeFailure} BAD_SCHEMA: the answer is not what was requested; and what the call itself
   * throws.
   */
  fetch(
    exchange: CcxtExchange,
    market: ExchangeMarket,
    timeframeMs: number,
    range: CandleRange,
  ): Promise<AdaptedCandles>;
}
