import type { SquallError } from '../util/squall-error.js';
import type { RawCandles } from './candle-series.js';
import type { MarketFacts, MarketInfo } from './market.js';

/** One market's answer inside a batch: candles and accompanying facts, or why there are none. */
export type MarketBars =
  | { readonly symbol: string; readonly candles: RawCandles; readonly facts?: Partial<MarketFacts> }
  | { readonly symbol: string; readonly error: { readonly code: string; readonly message: string } };

/** Where a feed's data comes from, as shown in results. */
export interface SourceDescription {
  readonly kind: 'simulated' | 'candles' | 'exchange' | 'recording';
  /** Human text: file names, exchange id, seed. */
  readonly detail: string;
  /** False if spread, depth, trades and open interest cannot exist (candle files). */
  readonly hasLiveFacts: boolean;
  /** For an exchange: who answered, and through which client. */
  readonly exchange?: {
    readonly id: string;
    readonly type: string;
    /** The emulator on this machine that received all requests; null = the exchange itself. */
    readonly baseUrl: string | null;
    /** `ccxt 4.5.84` */
    readonly client: string;
  };
}

/** What a source has sent and received over the network. */
export interface SourceTraffic {
  readonly requests: number;
  /** As the exchange's limits count them. */
  readonly weight: number;
  /** Requests without a good answer, retried or not. */
  readonly failed: number;
  /** Answers that said "too many requests". */
  readonly rateLimited: number;
  /** Bytes of bodies as received, before decompression. */
  readonly wireBytes: number;
  readonly connections: number;
  /** Requests over a reused connection. */
  readonly reusedConnections: number;
  /** Maximum requests in flight at once, and the maximum allowed. */
  readonly peakInFlight: number;
  readonly peakConcurrency: number;
}

/** Details of one market: facts (null = as in the ticker), or why they are not available. */
export type MarketDetails =
  | { readonly facts: Partial<MarketFacts> }
  | { readonly error: { readonly code: string; readonly message: string } };

/** The answer of a feed whose tickers have everything. */
export const NO_DETAILS: ReadonlyMap<string, MarketDetails> = new Map();

/**
 * A source of market data: an exchange, the simulated market, candle files and recordings all implement it,
 * so that whatever runs live also runs on a recording.
 */
export interface MarketFeed {
  readonly source: SourceDescription;
  /**
   * Whether each request counts against a limit. A scan of such a feed lets tickers reject markets before
   * their candles are requested, and requests details only for those not rejected so far.
   */
  readonly isMetered: boolean;
  /**
   * Whether it only repeats another feed's answers, so that requests cost nothing, metered or not. @default
   * false
   */
  readonly isRecorded?: boolean;
  /** Length of its bars, if it has no others unless requested: a scan's default. */
  readonly timeframeMs?: number;
  markets(signal?: AbortSignal): Promise<readonly MarketInfo[]>;
  /** Open time + timeframe of the newest closed bar of the feed, UTC ms; null if it has none. */
  lastCloseTimeMs(timeframeMs: number, signal?: AbortSignal): Promise<number | null>;
  /**
   * The tickers at `asOfMs`; a market without an entry has none. A metered feed returns those of all markets
   * at once; others return everything they know.
   */
  tickers(
    symbols: readonly string[],
    asOfMs: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, MarketFacts>>;
  /**
   * At least the last `count` bars closed at `asOfMs` of each symbol, in the requested order, one answer per
   * symbol. Bars after `asOfMs` may be included: the cleaner drops them. A scan may keep the answer,
   * uncopied, until it is done: it must not be modified.
   */
  bars(
    symbols: readonly string[],
    timeframeMs: number,
    count: number,
    asOfMs: number,
    signal?: AbortSignal,
  ): Promise<readonly MarketBars[]>;
  /**
   * Open times of bars in which the whole source was away, so that no market can have them. @default
   * undefined: unknown; a scan checks BTC and the first of its markets
   */
  outages?(timeframeMs: number): ReadonlySet<number> | undefined;
  /** Books and open interest; a market without an entry has only its ticker. */
  details(
    symbols: readonly string[],
    asOfMs: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, MarketDetails>>;
  /** Warnings about the source as a whole that a reader of the result must know. @default none */
  warnings?(): readonly string[];
  /** The source's current time, UTC ms. @default the source is not live */
  nowMs?(): number;
  /** Problem of the source as a whole during the last scan; null = none. @default never any */
  failure?(): SquallError | null;
  /** Since the source was opened, including opening it. @default there is no network */
  traffic?(): SourceTraffic;
  /** Closes connections and the like. */
  close?(): Promise<void>;
}
