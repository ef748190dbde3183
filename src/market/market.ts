/** Kind of contract that a market trades. `unknown` if the source does not say (candle files). */
export type MarketType = 'spot' | 'swap' | 'future' | 'unknown';

/** Identity and metadata of one market. Unknown is null, never a guess. */
export interface MarketInfo {
  /** ccxt's unified spelling: `BASE/QUOTE`, `BASE/QUOTE:SETTLE`. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settle: string | null;
  readonly type: MarketType;
  /** Whether the exchange says that it is trading now. */
  readonly active: boolean | null;
  /** When it was listed, UTC ms. */
  readonly listedAtMs: number | null;
  /** Smallest price step, quote currency. */
  readonly tickSize: number | null;
  /** True if the exchange itself marks a leveraged token. */
  readonly leveragedToken: boolean | null;
  /**
   * What the base currency stands for, if the exchange itself says that it is not a coin. @default unknown
   */
  readonly underlying?: Underlying;
}

export type Underlying = 'stock' | 'commodity' | 'fiat' | 'index';

/** Origin of a fact. */
export type Provenance = 'measured' | 'estimated' | 'simulated';

/** Live facts of a market that candles cannot provide; each null if unknown. */
export interface MarketFacts {
  /** (ask − bid) / bid · 10,000. */
  readonly spreadBps: number | null;
  /** Bid and ask notional within 0.5 % and 0.3 % of the best price, USD. */
  readonly depth05Usd: number | null;
  readonly depth03Usd: number | null;
  /** (bid − ask) / (bid + ask) notional, −1…1. */
  readonly imbalance: number | null;
  readonly tradesPerMinute: number | null;
  readonly openInterestUsd: number | null;
  readonly oiChange24hPct: number | null;
  /** The exchange's own 24 h turnover in quote currency, and 24 h change in percent. */
  readonly turnover24h: number | null;
  readonly change24hPct: number | null;
  /**
   * Price of one unit of the quote currency; null = the source knows no prices. A live source rejects markets
   * that it cannot price.
   */
  readonly usdPerQuote: number | null;
  readonly provenance: Provenance;
}

/** Facts of a market about which nothing live is known, as for candle files. */
export const NO_FACTS: MarketFacts = {
  spreadBps: null,
  depth05Usd: null,
  depth03Usd: null,
  imbalance: null,
  tradesPerMinute: null,
  openInterestUsd: null,
  oiChange24hPct: null,
  turnover24h: null,
  change24hPct: null,
  usdPerQuote: null,
  provenance: 'measured',
};
