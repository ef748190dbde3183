/**
 * The outputs of each catalogue row, for the types of `indicators`; a test compares them with the catalogue.
 */
export const INDICATOR_OUTPUTS = {
  trueRange: ['trueRange'],
  atr: ['atr'],
  rsi: ['rsi'],
  ema: ['ema'],
  sma: ['sma'],
  bollinger: ['bbUpper', 'bbMiddle', 'bbLower', 'bbDeviation', 'bbWidthPct', 'bbPercentB'],
  bbWidthPercentile: ['bbWidthPercentile'],
  donchian: ['donchianHigh', 'donchianLow'],
  vwap: ['vwap'],
  vwapRolling: ['vwapRolling'],
  surgeShort: ['volumeMedian', 'surgeShort'],
  surgeLong: ['surgeLong'],
  btcCorrelation: ['btcCorrelation'],
} as const;

/** Id of a row of the catalogue. */
export type IndicatorId = keyof typeof INDICATOR_OUTPUTS;

/** Name of a series, as in every file that Squall writes. */
export type OutputName<Id extends IndicatorId = IndicatorId> = (typeof INDICATOR_OUTPUTS)[Id][number];
