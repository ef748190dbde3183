/** What an exchange lets one IP address send: so much weight in so much time. */
export interface Budget {
  readonly id: string;
  readonly weight: number;
  readonly windowMs: number;
  /**
   * `aligned`: counted per calendar window of the exchange's clock; `sliding`: over any stretch of that length;
   * `pace`: no window is documented, the figures are the pace itself and are used in full.
   */
  readonly window: 'aligned' | 'sliding' | 'pace';
  /** Time between two requests of weight 1, in ms: how ccxt paces. */
  readonly paceMs: number;
  /** Where the figures come from. */
  readonly source: string;
}

/** What one request costs. */
export interface EndpointCost {
  /**
   * Path of the URL, `*` for one segment that varies. With a leading `/` the whole path, else its end.
   * The origin does not count, so that the same table holds for an exchange on loopback.
   */
  readonly path: string;
  readonly weight: number;
  /** @default the first budget of the exchange */
  readonly budget?: string;
  /** Weight by the rows asked for, in ascending steps `[up to, weight]`; `absent`: what the exchange takes without. */
  readonly byRows?: {
    readonly parameter: string;
    readonly absent: number;
    readonly steps: readonly (readonly [number, number])[];
  };
  /** Weight where the query has no such parameter: all markets at once. */
  readonly without?: { readonly parameter: string; readonly weight: number };
  /** Weight by the `type` in a JSON body. */
  readonly byBodyType?: Readonly<Record<string, number>>;
  /** Adds 1 for every so many candles between `req.startTime` and `req.endTime` of a JSON body. */
  readonly candlesPerWeight?: number;
}

/** What a scan asks for. */
export type CallKind = 'markets' | 'time' | 'tickers' | 'candles' | 'orderBook' | 'openInterest';

/** A request as ccxt sends it, to count with. */
export interface SampleRequest {
  readonly url: string;
  readonly body?: string;
}

export interface ExchangeCosts {
  readonly exchangeId: string;
  /** Budgets, the usual one first. */
  readonly budgets: readonly Budget[];
  /** The first that matches counts. */
  readonly endpoints: readonly EndpointCost[];
  /** Weight of a request that is not in the table, on the first budget. */
  readonly otherwise: number;
  readonly headers?: UsageHeaders;
}

/** Headers (lower case) in which the exchange reports how much is used up. */
export type UsageHeaders =
  | { readonly used: string }
  | {
      readonly remaining: string;
      readonly limit: string;
      readonly reset: string;
      /** What `reset` is: ms or s of UTC, or ms from now. */
      readonly resetUnit: 'utcMs' | 'utcS' | 'inMs';
    };
