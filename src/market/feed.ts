import type { RawCandles } from './candle-series.js';
import type { MarketFacts, MarketInfo } from './market.js';

/** One market's answer inside a batch: candles, and what came with them, or why there are none. */
export type MarketBars =
  | { readonly symbol: string; readonly candles: RawCandles; readonly facts?: Partial<MarketFacts> }
  | { readonly symbol: string; readonly error: { readonly code: string; readonly message: string } };

/** Where a feed's data come from, as it is told in results. */
export interface SourceDescription {
  readonly kind: 'simulated' | 'candles' | 'exchange' | 'recording';
  /** Human text: file names, exchange id, seed. */
  readonly detail: string;
  /** False where spread, depth, trades and open interest cannot exist (candle files). */
  readonly hasLiveFacts: boolean;
  /** Of an exchange: who answered, and through which client. */
  readonly exchange?: {
    readonly id: string;
    readonly type: string;
    /** The emulator on this machine that took all requests; null = the exchange itself. */
    readonly baseUrl: string | null;
    /** `ccxt 4.5.84` */
    readonly client: string;
  };
}

/** What a source has sent and got over the network. */
export interface SourceTraffic {
  readonly requests: number;
  /** As the exchange's limits count them. */
  readonly weight: number;
  /** Requests without a good answer, tried again or not. */
  readonly failed: number;
  /** Answers that said "too many requests". */
  readonly rateLimited: number;
  /** Bytes of bodies as they came, before decompression. */
  readonly wireBytes: number;
  readonly connections: number;
  /** Requests over a connection that had carried one before. */
  readonly reusedConnections: number;
  /** Most requests that were under way at once, and most that were allowed to be. */
  readonly peakInFlight: number;
  readonly peakConcurrency: number;
}

/** What was found out about one market: facts (null = as the ticker said), or why they could not be had. */
export type MarketDetails =
  | { readonly facts: Partial<MarketFacts> }
  | { readonly error: { readonly code: string; readonly message: string } };

/**
 * Facts in the order of what they cost, of a source that pays for every request: a scan asks for the dear ones only
 * where the cheap ones have ruled nothing out. Without stages a scan takes everything of every market.
 */
export interface FactStages {
  /** Of all markets at once, before any candle: what tickers tell. A market without an entry has none. */
  tickers(
    symbols: readonly string[],
    asOfMs: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, MarketFacts>>;
  /** Books and open interest of markets that the candles let through, an answer for each. */
  details(
    symbols: readonly string[],
    asOfMs: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, MarketDetails>>;
}

/**
 * A source of market data: exchange, simulated market, candle files or a recording all give this type,
 * so what runs live runs on a recording.
 */
export interface MarketFeed {
  readonly source: SourceDescription;
  markets(signal?: AbortSignal): Promise<readonly MarketInfo[]>;
  /** Open time + timeframe of the newest closed bar that the feed has, UTC ms; null when it has none. */
  lastCloseTimeMs(timeframeMs: number, signal?: AbortSignal): Promise<number | null>;
  /**
   * At least the last `count` bars closed at `asOfMs` of each symbol, in the order asked for, one answer a symbol.
   * Bars after `asOfMs` may be among them: the cleaner drops them. A scan may keep what it was given, uncopied, until it
   * is done: it must not be written to.
   */
  bars(
    symbols: readonly string[],
    timeframeMs: number,
    count: number,
    asOfMs: number,
    signal?: AbortSignal,
  ): Promise<readonly MarketBars[]>;
  /** Live facts by symbol at `asOfMs`; a symbol without an entry has none. */
  facts(symbols: readonly string[], asOfMs: number): Promise<ReadonlyMap<string, MarketFacts>>;
  readonly stages?: FactStages;
  /** What whoever reads a result must know of the source as a whole, a sentence each. @default nothing */
  warnings?(): readonly string[];
}
