import type { MarketType } from '../transport/market-scope.js';
import type { ExchangeCosts, SampleRequest } from '../limits/costs/costs.js';
import type { MarketUnits } from '../units/unit-table.js';
import type { PagedMarket } from '../adapters/adapter.js';
import type { CandlePaging } from '../adapters/candle-paging.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';

/** Everything that a scan may request from an exchange. */
export const SCAN_CALLS = [
  'markets',
  'time',
  'tickers',
  'bidsAsks',
  'candles',
  'orderBook',
  'openInterest',
  'interestHistory',
] as const;

export type ScanCall = (typeof SCAN_CALLS)[number];

/** Why a call cannot be made without a key, an account or parameters of its own. */
export type Obstacle = 'not offered' | 'needs a key' | 'needs parameters';

export interface CallDescription {
  /** null = it can be made. */
  readonly obstacle: Obstacle | null;
  /** What it sends, as far as it does so before the first answer; empty if it cannot be made. */
  readonly requests: readonly SampleRequest[];
}

/** How candles are served. */
export interface CandleTraits {
  /** Maximum bars per call; null = unknown. */
  readonly maxBars: number | null;
  /** Maximum closed bars available at all, the newest ones; null = no known limit. */
  readonly mostBars: number | null;
  /** Whether the bars start where requested; otherwise only the newest are available. */
  readonly honoursSince: boolean;
  /**
   * Whether a call with a start time and a limit returns the newest bars since then, not the first; null =
   * unknown.
   */
  readonly countsFromEnd: boolean | null;
  /** Whether the running bar is included when the requested time reaches into it. */
  readonly includesRunning: boolean;
  /**
   * Whether to request the running bar as well: the ticker's turnover includes its trades, and exchanges that
   * count back from the newest bar always return it. Not if the bars report a turnover that agrees with their
   * volume.
   */
  readonly asksForOpenBar: boolean;
  /** Whether a bar without a trade is absent; null = unknown. */
  readonly omitsEmptyBars: boolean | null;
}

/** Meaning of the figures of the unified ticker. */
export interface TickerTraits {
  /** Whether they include a last price. */
  readonly hasPrice: boolean;
  /** Whether they include best bid and ask. */
  readonly hasBidsAsks: boolean;
  /**
   * Field of the exchange's own ticker that contains the turnover in quote currency if the unified one drops
   * it; null = none.
   */
  readonly turnoverField: string | null;
  /**
   * Whether `quoteVolume` is the exchange's own figure; otherwise the client derived it from others, rounded.
   */
  readonly hasTurnover: boolean;
  /**
   * Meaning of `percentage`: the change over the last 24 h in percent, that since midnight or another bar's
   * open, a fraction of 1 instead of percent, or unknown.
   */
  readonly percentage: 'day' | 'other window' | 'fraction' | 'unknown';
}

export interface BookTraits {
  /** Levels per side to request: a number that the client accepts. */
  readonly levels: number;
}

/** What one exchange can do for one type of markets, as far as it is known before anything is sent. */
export interface ExchangeDescription {
  /** Our id: `binance`. */
  readonly id: string;
  readonly type: MarketType;
  /** The client's class in use: `binanceusdm`. */
  readonly ccxtId: string;
  /** One sentence that names what is missing; null = it can be scanned. */
  readonly refusal: string | null;
  /** Our timeframes for which it has candles. */
  readonly timeframes: readonly string[];
  readonly calls: Readonly<Record<ScanCall, CallDescription>>;
  readonly candles: CandleTraits;
  readonly tickers: TickerTraits;
  readonly book: BookTraits;
  /** Cost of requests, and their budgets. */
  readonly costs: ExchangeCosts;
  /** How to request more candles than one call returns. @default for a typical market */
  readonly pagingOf: (market?: PagedMarket) => CandlePaging;
  /** Unit of a market's amounts. */
  readonly unitsOf: (market: Pick<ExchangeMarket, 'type' | 'settlement' | 'contractSize'>) => MarketUnits;
}
