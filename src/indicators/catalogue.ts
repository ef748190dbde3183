/**
 * The single table of indicators: memory regions, engine dispatch, command-line help, docs and required tests
 * are derived from it. Computation: assembly/, the source of all engines.
 */

/**
 * Candle fields an indicator reads; `benchmark` is the close of BTC in the same quote, `day` the UTC day of the bar.
 */
export type InputName = 'high' | 'low' | 'close' | 'volume' | 'benchmark' | 'day';

/**
 * How a value scales with prices: a price, a level (a price between the lowest and the highest of its
 * inputs), a distance between prices, or invariant.
 */
export type ValueKind = 'price' | 'level' | 'distance' | 'number';

export interface NumberParameter {
  readonly name: string;
  readonly description: string;
  readonly unit: 'bars' | 'deviations';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly isInteger: boolean;
}

export interface ChoiceParameter {
  readonly name: string;
  readonly description: string;
  readonly default: string;
  readonly choices: readonly string[];
}

export interface OutputSpec {
  /** As in the metrics and in every file we write. */
  readonly name: string;
  readonly unit: 'quote' | 'base' | '%' | '0–100' | '×' | 'fraction' | '−1…1';
  readonly kind: ValueKind;
}

export type ParameterValues = Readonly<Record<string, number | string>>;

export interface IndicatorSpec {
  readonly id: string;
  readonly name: string;
  readonly inputs: readonly InputName[];
  readonly parameters: readonly (NumberParameter | ChoiceParameter)[];
  readonly outputs: readonly OutputSpec[];
  /** Bars of a market before its first value; zero volume or variance can leave gaps later. */
  readonly lookback: (params: ParameterValues) => number;
  /** Origin of the formula and its seed. */
  readonly source: string;
}

/** A longer window would need more scratch memory than planned, and its float32 sums lose too many digits. */
export const MAX_PERIOD = 1000;

function period(
  bars: number,
  min = 1,
  name = 'period',
  description = 'length of the window',
): NumberParameter {
  return { name, description, unit: 'bars', default: bars, min, max: MAX_PERIOD, isInteger: true };
}

const MULTIPLIER: NumberParameter = {
  name: 'multiplier',
  description: 'half the width of the bands',
  unit: 'deviations',
  default: 2,
  min: 0.1,
  max: 10,
  isInteger: false,
};

function bars(params: ParameterValues, name = 'period'): number {
  return params[name] as number;
}

export const CATALOGUE: readonly IndicatorSpec[] = [
  {
    id: 'trueRange',
    name: 'True range',
    inputs: ['high', 'low', 'close'],
    parameters: [],
    outputs: [{ name: 'trueRange', unit: 'quote', kind: 'distance' }],
    lookback: () => 1,
    source: 'Wilder 1978; not defined on the first bar, which has no previous close (as TA-Lib)',
  },
  {
    id: 'atr',
    name: 'Average true range',
    inputs: ['high', 'low', 'close'],
    parameters: [
      period(14),
      {
        name: 'smoothing',
        description: 'weight of a new bar: wilder 1/period, ema 2/(period + 1)',
        default: 'wilder',
        choices: ['wilder', 'ema'],
      },
    ],
    outputs: [{ name: 'atr', unit: 'quote', kind: 'distance' }],
    lookback: (params) => bars(params),
    source: 'Wilder 1978; seeded with the mean of the first `period` true ranges (as TA-Lib)',
  },
  {
    id: 'rsi',
    name: 'Relative strength index',
    inputs: ['close'],
    parameters: [period(14)],
    outputs: [{ name: 'rsi', unit: '0–100', kind: 'number' }],
    lookback: (params) => bars(params),
    source:
      'Wilder 1978; seeded with the mean of the first `period` changes (as TA-Lib); 50 where nothing moved; bars that stand still keep it',
  },
  {
    id: 'ema',
    name: 'Exponential moving average',
    inputs: ['close'],
    parameters: [period(20)],
    outputs: [{ name: 'ema', unit: 'quote', kind: 'level' }],
    lookback: (params) => bars(params) - 1,
    source: 'weight 2/(period + 1), seeded with the mean of the first `period` closes (as TA-Lib)',
  },
  {
    id: 'sma',
    name: 'Simple moving average',
    inputs: ['close'],
    parameters: [period(20)],
    outputs: [{ name: 'sma', unit: 'quote', kind: 'level' }],
    lookback: (params) => bars(params) - 1,
    source: 'mean of the last `period` closes',
  },
  {
    id: 'bollinger',
    name: 'Bollinger bands',
    inputs: ['close'],
    parameters: [period(20), MULTIPLIER],
    outputs: [
      { name: 'bbUpper', unit: 'quote', kind: 'price' },
      { name: 'bbMiddle', unit: 'quote', kind: 'level' },
      { name: 'bbLower', unit: 'quote', kind: 'price' },
      { name: 'bbDeviation', unit: 'quote', kind: 'distance' },
      { name: 'bbWidthPct', unit: '%', kind: 'number' },
      { name: 'bbPercentB', unit: 'fraction', kind: 'number' },
    ],
    lookback: (params) => bars(params) - 1,
    source: 'Bollinger 2001; population deviation; width in % of the middle; %B not defined on a flat window',
  },
  {
    id: 'bbWidthPercentile',
    name: 'Bollinger width percentile',
    inputs: ['close'],
    parameters: [
      period(20),
      MULTIPLIER,
      period(120, 2, 'window', 'how many widths are ranked, the current one included'),
    ],
    outputs: [{ name: 'bbWidthPercentile', unit: '0–100', kind: 'number' }],
    lookback: (params) => bars(params) + bars(params, 'window') - 2,
    source:
      '100 · (how many of the other window − 1 widths are smaller by more than 5e-7 of the width) / (window − 1)',
  },
  {
    id: 'donchian',
    name: 'Donchian channel',
    inputs: ['high', 'low'],
    parameters: [period(20)],
    outputs: [
      { name: 'donchianHigh', unit: 'quote', kind: 'level' },
      { name: 'donchianLow', unit: 'quote', kind: 'level' },
    ],
    lookback: (params) => bars(params),
    source: 'highest high and lowest low of the `period` bars before the current one, which can break them',
  },
  {
    id: 'vwap',
    name: 'Volume-weighted average price of the UTC day',
    inputs: ['high', 'low', 'close', 'volume', 'day'],
    parameters: [],
    outputs: [{ name: 'vwap', unit: 'quote', kind: 'level' }],
    lookback: () => 0,
    source:
      'Σ volume·(high + low + close)/3 ÷ Σ volume since 00:00 UTC, or since the first bar if that is later',
  },
  {
    id: 'vwapRolling',
    name: 'Rolling volume-weighted average price',
    inputs: ['high', 'low', 'close', 'volume'],
    parameters: [period(20)],
    outputs: [{ name: 'vwapRolling', unit: 'quote', kind: 'level' }],
    lookback: (params) => bars(params) - 1,
    source: 'Σ volume·(high + low + close)/3 ÷ Σ volume of the last `period` bars',
  },
  {
    id: 'surgeShort',
    name: 'Volume surge of the last bar',
    inputs: ['volume'],
    parameters: [period(20)],
    outputs: [
      { name: 'volumeMedian', unit: 'base', kind: 'number' },
      { name: 'surgeShort', unit: '×', kind: 'number' },
    ],
    lookback: (params) => bars(params),
    source: 'volume ÷ median of the `period` volumes before it; not defined where the median is 0',
  },
  {
    id: 'surgeLong',
    name: 'Volume surge of the last bars',
    inputs: ['volume'],
    parameters: [
      period(12),
      {
        name: 'average',
        description: 'what the two windows are compared by',
        default: 'mean',
        choices: ['mean', 'median'],
      },
    ],
    outputs: [{ name: 'surgeLong', unit: '×', kind: 'number' }],
    lookback: (params) => 2 * bars(params) - 1,
    source:
      'average volume of the last `period` bars ÷ that of the `period` before; not defined where that is 0',
  },
  {
    id: 'btcCorrelation',
    name: 'Correlation with BTC',
    inputs: ['close', 'benchmark'],
    parameters: [period(50, 2)],
    outputs: [{ name: 'btcCorrelation', unit: '−1…1', kind: 'number' }],
    lookback: (params) => bars(params),
    source:
      'Pearson, of the last `period` simple returns of close and benchmark; not defined if one did not move',
  },
];

/** The row with this id. @throws {RangeError} there is none. */
export function findIndicator(id: string): IndicatorSpec {
  const spec = CATALOGUE.find((row) => row.id === id);
  if (spec === undefined) {
    const ids = CATALOGUE.map((row) => row.id).join(', ');
    throw new RangeError(`Expected an indicator id (${ids}), got "${id}".`);
  }
  return spec;
}
