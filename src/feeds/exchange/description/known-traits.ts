import type { MarketType } from '../transport/market-scope.js';
import type { CandleTraits, Obstacle, ScanCall, TickerTraits } from './exchange-description.js';

/** What we know better than the client's metadata. */
export interface KnownTraits {
  readonly candles?: Partial<CandleTraits>;
  readonly tickers?: Partial<TickerTraits>;
  /** Calls that the client makes without any result. */
  readonly obstacles?: Partial<Record<ScanCall, Obstacle>>;
}

type Row = KnownTraits | Readonly<Partial<Record<MarketType, KnownTraits>>>;

/** Its daily change is a percentage of that day, which starts at midnight. */
const OTHER_WINDOW: KnownTraits = { tickers: { percentage: 'other window' } };
const NO_BIDS: KnownTraits = { tickers: { hasBidsAsks: false } };

/** By the client's id; from the parsers of ccxt 4.5.84 and the exchanges' documentation. */
const ROWS: Readonly<Record<string, Row>> = {
  aster: { swap: NO_BIDS },
  binancecoinm: NO_BIDS,
  binanceusdm: NO_BIDS,
  // Relative to the previous day's close, as a fraction.
  bithumb: OTHER_WINDOW,
  // The open is that of the day.
  bitstamp: { tickers: { percentage: 'other window', hasTurnover: false } },
  // Quotes of bids and asks only.
  coinbaseinternational: { tickers: { hasPrice: false, hasBidsAsks: true, percentage: 'unknown' } },
  cryptocom: { tickers: { percentage: 'fraction' } },
  gemini: { tickers: { percentage: 'unknown' } },
  hyperliquid: {
    candles: { mostBars: 4999 },
    tickers: { percentage: 'other window' },
  },
  // Its open is that of 00:00 UTC, and so is the change; the turnover is derived from volume and mean price.
  kraken: {
    candles: { mostBars: 719, honoursSince: false, omitsEmptyBars: false },
    tickers: { percentage: 'other window', hasTurnover: false },
  },
  krakenfutures: { tickers: { turnoverField: 'volumeQuote' } },
  myokx: { candles: { mostBars: 1439 } },
  okx: { candles: { mostBars: 1439 } },
  okxus: { candles: { mostBars: 1439 } },
  upbit: OTHER_WINDOW,
  // Its tickers are those of swaps, whatever is requested.
  woo: { spot: { obstacles: { tickers: 'not offered' } } },
};

/** Nothing if the metadata is all we know. */
export function knownTraits(ccxtId: string, type: MarketType): KnownTraits {
  const row = Object.hasOwn(ROWS, ccxtId) ? ROWS[ccxtId] : undefined;
  if (row === undefined) return {};
  return 'spot' in row || 'swap' in row ? (row[type] ?? {}) : (row as KnownTraits);
}
