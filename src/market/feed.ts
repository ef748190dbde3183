import type { SquallError } from '../util/squall-error.js';
import type { RawCandles } from './candle-series.js';
import type { MarketFacts, MarketInfo } from './market.js';

/** One market's answer inside a batch: candles, and what came with them, or why there are none. */
export type MarketBars =
  | { readonly symbol: string; readonly candles: RawCandles; readonly facts?: Partial<MarketFacts> }
  | { readonly symbol: string; readonly error: { readonly code: string; readonly message: string } };

/** Where a feed's data come from, as shown in results. */
export interface SourceDescription {
  readonly kind: 'simulated' | 'candles' | 'exchange' | 'recording';
  /** Human text: file names, exchange id, seed. */
  readonly detail: string;
  /** False where spread, depth, trades and open interest cannot exist (candle files). */
  readonly hasLiveFacts: boolean;
  /** For an exchange: who answered, and through which client. */
  readonly exchange?: {
    readonly id: string;
    readonly type: string;
    /** The emulator on this machine that took all requests; null = the exchange itself. */
    readonly baseUrl: string | null;
    /** `ccxt 4.5.84` */
    readonly client: string;
  };
  /** For a candle store: whose candles it keeps. */
  readonly keptOf?: {
    /** ccxt's id, or what candles from files were called. */
    readonly exchange: string;
    /** The emulator that some of them were downloaded from; null = none. */
    readonly emulator: string | null;
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

/** The answer of a feed whose tickers have everything. */
export const NO_DETAILS: ReadonlyMap<string, MarketDetails> = new Map();

/**
 * A source of market data: exchange, simulated market, candle files or a recording all give this type,
 * so what runs live runs on a recording.
 */
export interface MarketFeed {
  readonly source: SourceDescription;
  /**
   * Whether each request counts against a limit. A scan of such a feed lets tickers rule markets out before their
   * candles are asked for, and requests details only for those that nothing has rejected.
   */
  readonly isMetered: boolean;
  /** Whether it only repeats another feed's answers, so that asking costs nothing, metered or not. @default false */
  readonly isRecorded?: boolean;
  /** Length of its bars, where it has no others unless asked for them: a scan's default. */
  readonly timeframeMs?: number;
  markets(signal?: AbortSignal): Promise<readonly MarketInfo[]>;
  /** Open time + timeframe of the newest closed bar that the feed has, UTC ms; null when it has none. */
  lastCloseTimeMs(timeframeMs: number, signal?: AbortSignal): Promise<number | null>;
  /**
   * The tickers at `asOfMs`; a market without an entry has none. A metered feed returns those of all markets at once;
   * another one returns everything that it knows.
   */
  tickers(
    symbols: readonly string[],
    asOfMs: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, MarketFacts>>;
  /**
   * At least the last `count` bars closed at `asOfMs` of each symbol, in the order asked for, one answer a symbol.
   * Bars after `asOfMs` may be among them: the cleaner drops them. A scan may keep what it was given, uncopied, until
   * it is done: it must not be written to.
   */
  bars(
    symbols: readonly string[],
    timeframeMs: number,
    count: number,
    asOfMs: number,
    signal?: AbortSignal,
  ): Promise<readonly MarketBars[]>;
  /**
   * Open times of bars in which the whole source was away, so that no market can have them. @default undefined: it does
   * not know; a scan looks at BTC and the first of its markets
   */
  outages?(timeframeMs: number): ReadonlySet<number> | undefined;
  /** Books and open interest; a market without an entry has only its ticker. */
  details(
    symbols: readonly string[],
    asOfMs: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, MarketDetails>>;
  /** Sentences that a reader of the result must know about the source as a whole. @default nothing */
  warnings?(): readonly string[];
  /** What time it is in the source, UTC ms. @default time stands still there */
  nowMs?(): number;
  /** What was wrong with the source as a whole during the last scan; null = nothing. @default nothing ever is */
  failure?(): SquallError | null;
  /** Since the source was opened, that included. @default there is no network */
  traffic?(): SourceTraffic;
  /** Ends connections and the like. */
  close?(): Promise<void>;
}
