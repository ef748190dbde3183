/** What a figure of ccxt's unified ticker is on an exchange where it is not what it is called. */
export interface TickerTraits {
  /** `percentage` of a change of 1 % over 24 h; null = it is no change over 24 h. */
  readonly percent: 1 | 0.01 | null;
  /** Whether `quoteVolume` is the exchange's own figure; else ccxt made it of others, rounded. */
  readonly tellsTurnover: boolean;
}

const USUAL: TickerTraits = { percent: 1, tellsTurnover: true };
/** Of the day, of another span, or nobody knows of which. */
const UNUSABLE_CHANGE: TickerTraits = { percent: null, tellsTurnover: true };

/** Read in the parsers of ccxt 4.5.84. */
const TABLE: Readonly<Record<string, TickerTraits>> = {
  // The change since the close of the day before, or the open of this one.
  bithumb: UNUSABLE_CHANGE,
  bitstamp: UNUSABLE_CHANGE,
  cryptocom: { percent: 0.01, tellsTurnover: true },
  // Whether it is a fraction or percent is not documented.
  gemini: UNUSABLE_CHANGE,
  // Its open is that of 00:00 UTC, and so is the change; the turnover is made of volume and mean price.
  kraken: { percent: null, tellsTurnover: false },
  upbit: UNUSABLE_CHANGE,
};

export function tickerTraits(exchangeId: string): TickerTraits {
  return TABLE[exchangeId] ?? USUAL;
}
