/**
 * The parts of ccxt's objects that are read here, as narrow types: every value comes from an exchange, and
 * may be absent or of another type than ccxt declares.
 */

/** A market of `exchange.markets`. */
export interface CcxtMarket {
  readonly id?: unknown;
  readonly symbol?: unknown;
  readonly base?: unknown;
  readonly quote?: unknown;
  readonly settle?: unknown;
  readonly type?: unknown;
  readonly active?: unknown;
  readonly linear?: unknown;
  readonly inverse?: unknown;
  readonly contractSize?: unknown;
  readonly expiry?: unknown;
  /** Listing time, UTC ms. */
  readonly created?: unknown;
  readonly precision?: { readonly price?: unknown };
  readonly info?: unknown;
}

/** A ticker of `fetchTickers()`. */
export interface CcxtTicker {
  readonly symbol?: unknown;
  readonly timestamp?: unknown;
  readonly last?: unknown;
  readonly bid?: unknown;
  readonly ask?: unknown;
  readonly high?: unknown;
  readonly low?: unknown;
  readonly percentage?: unknown;
  readonly baseVolume?: unknown;
  readonly quoteVolume?: unknown;
  /** As sent by the exchange. */
  readonly info?: unknown;
}

/** An answer of `fetchOrderBook()`. */
export interface CcxtOrderBook {
  readonly symbol?: unknown;
  readonly bids?: unknown;
  readonly asks?: unknown;
}

/** An answer of `fetchOpenInterest()`, or one entry of `fetchOpenInterestHistory()`. */
export interface CcxtOpenInterest {
  readonly symbol?: unknown;
  readonly openInterestAmount?: unknown;
  readonly openInterestValue?: unknown;
  readonly baseVolume?: unknown;
  readonly timestamp?: unknown;
}

type RawCall = (params: Readonly<Record<string, string | number>>) => Promise<unknown>;

/**
 * Calls of a ccxt exchange object used by the adapters: unified calls, and raw ones if the exchange has them.
 */
export interface CcxtExchange {
  readonly id: string;
  /** The exchange's own name of each timeframe. */
  readonly timeframes: Readonly<Record<string, string | number>>;
  /** ccxt's facts about its calls, such as `features.spot.fetchOHLCV.limit`. */
  readonly features?: unknown;
  fetchOHLCV(
    symbol: string,
    timeframe: string,
    since?: number,
    limit?: number,
    params?: Readonly<Record<string, string | number>>,
  ): Promise<readonly unknown[]>;
  fetchOrderBook(symbol: string, limit?: number): Promise<CcxtOrderBook>;
  fetchOpenInterest(symbol: string, params: Readonly<Record<string, string>>): Promise<CcxtOpenInterest>;
  fetchOpenInterestHistory(
    symbol: string,
    timeframe: string,
    since: undefined,
    limit: number,
    params?: Readonly<Record<string, number>>,
  ): Promise<readonly CcxtOpenInterest[]>;
  readonly publicGetKlines?: RawCall;
  readonly fapiPublicGetKlines?: RawCall;
  readonly dapiPublicGetKlines?: RawCall;
  readonly publicGetOHLC?: RawCall;
  readonly publicGetMarketCandles?: RawCall;
  readonly publicGetV5MarketKline?: RawCall;
  readonly publicGetDepth?: RawCall;
  readonly fapiPublicGetDepth?: RawCall;
  readonly publicGetV5MarketOrderbook?: RawCall;
}
