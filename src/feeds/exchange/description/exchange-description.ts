import type { MarketType } from '../transport/market-scope.js';
import type { ExchangeCosts, SampleRequest } from '../limits/costs/costs.js';
import type { MarketUnits } from '../units/unit-table.js';
import type { PagedMarket } from '../adapters/adapter.js';
import type { CandlePaging } from '../adapters/candle-paging.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';

/** Everything that a scan may ask of an exchange. */
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
  /** What it sends, as far as it does so before the first answer; empty where it cannot be made. */
  readonly requests: readonly SampleRequest[];
}

/** How candles come. */
export interface CandleTraits {
  /** Most bars that one call brings; null = unknown. */
  readonly maxBars: number | null;
  /** Most closed bars that can be had at all, the newest ones; null = no limit known. */
  readonly mostBars: number | null;
  /** Whether the bars begin where they are asked to; else only the newest can be had. */
  readonly honoursSince: boolean;
  /**
   * Whether a call with a start time and a limit brings the newest bars since then, not the first; null = not known.
   */
  readonly countsFromEnd: boolean | null;
  /** Whether the running bar is among them when the time asked for reaches into it. */
  readonly includesRunning: boolean;
  /**
   * Whether the running bar is asked for as well: the ticker's turnover holds its trades, and of exchanges that count
   * back from the newest bar it is one of those that come. Not where the bars report a turnover that agrees with their
   * volume.
   */
  readonly asksForOpenBar: boolean;
  /** Whether a bar without a trade is absent; null = not known. */
  readonly omitsEmptyBars: boolean | null;
}

/** What the figures of the unified ticker are. */
export interface TickerTraits {
  /** Whether there is a last price in them. */
  readonly hasPrice: boolean;
  /** Whether best bid and ask are in them. */
  readonly hasBidsAsks: boolean;
  /**
   * Field of the exchange's own ticker that holds the turnover in quote currency where the unified one drops it; null =
   * none.
   */
  readonly turnoverField: string | null;
  /** Whether `quoteVolume` is the exchange's own figure; else the client made it of others, rounded. */
  readonly hasTurnover: boolean;
  /**
   * What `percentage` is: the change over the last 24 h in percent, that since midnight or another bar's open, a
   * fraction of 1 instead of percent, or unknown.
   */
  readonly percentage: 'day' | 'other window' | 'fraction' | 'unknown';
}

export interface BookTraits {
  /** Levels of a side to ask for: a number that the client takes. */
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
  /** Timeframes of ours that it has candles of. */
  readonly timeframes: readonly string[];
  readonly calls: Readonly<Record<ScanCall, CallDescription>>;
  readonly candles: CandleTraits;
  readonly tickers: TickerTraits;
  readonly book: BookTraits;
  /** What requests cost, and on which budgets. */
  readonly costs: ExchangeCosts;
  /** How more candles than one call brings are asked for. @default of a market such as most of them */
  readonly pagingOf: (market?: PagedMarket) => CandlePaging;
  /** What the amounts of a market are counted in. */
  readonly unitsOf: (market: Pick<ExchangeMarket, 'type' | 'settlement' | 'contractSize'>) => MarketUnits;
}
