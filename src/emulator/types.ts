/** Kinds of requests, independent of the dialect. */
export type Endpoint =
  | 'time'
  | 'markets'
  | 'tickers'
  | 'bidsAsks'
  | 'klines'
  | 'depth'
  | 'openInterest'
  | 'openInterestHistory'
  | 'other';

/** One HTTP request, parsed by a dialect. */
export interface EmulatedRequest {
  /** From 1, in the order of arrival. */
  readonly sequence: number;
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly endpoint: Endpoint;
  /** Unified symbol it is about; null if it is about all markets. */
  readonly symbol: string | null;
  /** Virtual exchange time at arrival, UTC ms. */
  readonly receivedAtMs: number;
  /** Milliseconds since the emulator started, on the clock of scenarios. */
  readonly elapsedMs: number;
}

/**
 * Candle rows inside an answer's body, to be changed in place by mutators; positions of the fields in a row.
 */
export interface CandleRows {
  readonly rows: unknown[][];
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Multiply a row's time by this to get UTC ms. */
  readonly timeUnitMs: 1 | 1000;
  /** True if the exchange lists the newest bar first. */
  readonly newestFirst: boolean;
}

/** An answer before it is serialised and sent. */
export interface EmulatedAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** JSON value. */
  readonly body: unknown;
  /** The candle rows in `body`; null for other endpoints. */
  readonly candles: CandleRows | null;
}
