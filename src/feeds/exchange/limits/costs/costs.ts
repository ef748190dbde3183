/** Limit of an exchange for one IP address: this much weight in this much time. */
export interface Budget {
  readonly id: string;
  readonly weight: number;
  readonly windowMs: number;
  /**
   * `aligned`: counted per calendar window of the exchange's clock; `sliding`: over any period of that
   * length; `pace`: no window is documented, the figures are the pace itself and are used in full.
   */
  readonly window: 'aligned' | 'sliding' | 'pace';
  /** Time between two requests of weight 1, in ms: ccxt's way of pacing. */
  readonly paceMs: number;
  /** Source of the figures. */
  readonly source: string;
}

/** What one request costs. */
export interface EndpointCost {
  /**
   * Path of the URL, `*` for one segment that varies. With a leading `/` the whole path, otherwise its end.
   * The origin does not count, so that the same table works for an exchange on loopback.
   */
  readonly path: string;
  readonly weight: number;
  /** @default the first budget of the exchange */
  readonly budget?: string;
  /**
   * Weight by the number of rows requested, in ascending steps `[up to, weight]`; `absent`: the exchange's
   * default.
   */
  readonly byRows?: {
    readonly parameter: string;
    readonly absent: number;
    readonly steps: readonly (readonly [number, number])[];
  };
  /** Weight if the query lacks this parameter: all markets at once. */
  readonly without?: { readonly parameter: string; readonly weight: number };
  /** Weight by the `type` in a JSON body. */
  readonly byBodyType?: Readonly<Record<string, number>>;
  /** Adds 1 per this many candles between `req.startTime` and `req.endTime` of a JSON body. */
  readonly candlesPerWeight?: number;
}

/** What a scan requests. */
export type CallKind = 'markets' | 'time' | 'tickers' | 'candles' | 'orderBook' | 'openInterest';

/** A request as sent by ccxt, for counting. */
export interface SampleRequest {
  readonly url: string;
  readonly body?: string;
}

export interface ExchangeCosts {
  readonly exchangeId: string;
  /** Budgets, the usual one first. */
  readonly budgets: readonly Budget[];
  /** The first match counts. */
  readonly endpoints: readonly EndpointCost[];
  /** Weight of a request that is not in the table, on the first budget. */
  readonly otherwise: number;
  readonly headers?: UsageHeaders;
}

/** Headers (lower case) in which the exchange reports how much is used. */
export type UsageHeaders =
  | { readonly used: string }
  | {
      readonly remaining: string;
      readonly limit: string;
      readonly reset: string;
      /** Meaning of `reset`: ms or s of UTC, or ms from now. */
      readonly resetUnit: 'utcMs' | 'utcS' | 'inMs';
    };
