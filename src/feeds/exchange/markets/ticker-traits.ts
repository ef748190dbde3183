/** What a figure of ccxt's unified ticker is on an exchange where it is not what it is called. */
export interface TickerTraits {
  /** Whether `percentage` is the change over 24 h. */
  readonly tellsDayChange: boolean;
  /** Whether `quoteVolume` is the exchange's own figure; else ccxt made it of others, rounded. */
  readonly tellsTurnover: boolean;
}

const USUAL: TickerTraits = { tellsDayChange: true, tellsTurnover: true };

/** Read in the parsers of ccxt 4.5.84. */
const TABLE: Readonly<Record<string, TickerTraits>> = {
  // Its open is that of 00:00 UTC, and so is the change; the turnover is made of volume and mean price.
  kraken: { tellsDayChange: false, tellsTurnover: false },
};

export function tickerTraits(exchangeId: string): TickerTraits {
  return TABLE[exchangeId] ?? USUAL;
}
