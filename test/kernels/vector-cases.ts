import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Columns } from './helpers.js';

/** A file of reference values; null if undefined. */
export interface VectorFile {
  readonly name: string;
  readonly indicator: string;
  readonly params: Readonly<Record<string, number | string>>;
  readonly input: Readonly<Record<string, number[]>>;
  readonly expected: Readonly<Record<string, (number | null)[]>>;
  readonly tolerance: { readonly rel: number; readonly abs: number };
  /** The file has only some of the defined values. */
  readonly sparse?: boolean;
}

/** One column of reference values and how we compute the same. */
export interface VectorCase {
  readonly file: VectorFile;
  readonly column: string;
  readonly id: string;
  readonly params: Readonly<Record<string, number | string>>;
  readonly output: string;
  /** Our value in the unit of the reference. @param close of the bar @default unchanged */
  readonly convert?: (value: number, close: number) => number;
  readonly columns: Columns;
  readonly openTimeMs: readonly number[] | null;
  /** Minutes between bars; 1 puts all bars into one UTC day. */
  readonly timeframeMinutes: number;
}

export interface Excluded {
  readonly file: string;
  readonly column: string;
  readonly reason: string;
}

interface Mapping {
  readonly id: string;
  readonly output: string;
  readonly params?: Readonly<Record<string, number | string>>;
  readonly convert?: (value: number, close: number) => number;
  /** The reference averages closes: high and low are set to the close. */
  readonly closeOnly?: boolean;
  readonly oneDay?: boolean;
}

const percentOfClose = (value: number, close: number): number => (100 * value) / close;

/** Reference columns by indicator; a string is the reason for not having such a variant. */
const MAPPINGS: Readonly<Record<string, Readonly<Record<string, Mapping | string>>>> = {
  TR: { tr: { id: 'trueRange', output: 'trueRange' } },
  ATR: {
    tr: { id: 'trueRange', output: 'trueRange' },
    atr: { id: 'atr', output: 'atr' },
    atr_wilder: { id: 'atr', output: 'atr' },
    atr_ema: { id: 'atr', output: 'atr', params: { smoothing: 'ema' } },
    atrPercent: { id: 'atr', output: 'atr', convert: percentOfClose },
    atr_wilder_percent: { id: 'atr', output: 'atr', convert: percentOfClose },
    atr_wilder_tr0_hl: 'seeded one bar earlier, with high − low as the first true range',
    atr_sma: 'a simple mean of true ranges',
  },
  NATR: { natr: { id: 'atr', output: 'atr', convert: percentOfClose } },
  BBANDS: {
    middle: { id: 'bollinger', output: 'bbMiddle' },
    upper: { id: 'bollinger', output: 'bbUpper' },
    lower: { id: 'bollinger', output: 'bbLower' },
    width: { id: 'bollinger', output: 'bbWidthPct', convert: (value) => value / 100 },
    width_percent: { id: 'bollinger', output: 'bbWidthPct' },
    percentB: { id: 'bollinger', output: 'bbPercentB' },
    zScore: { id: 'bollinger', output: 'bbPercentB', convert: (value) => (value - 0.5) * 4 },
    std_population: { id: 'bollinger', output: 'bbDeviation' },
    width_percent_sample_std: 'sample deviation',
  },
  STDDEV: {
    std_population: { id: 'bollinger', output: 'bbDeviation' },
    stdDev: { id: 'bollinger', output: 'bbDeviation' },
    stddev: { id: 'bollinger', output: 'bbDeviation' },
    mean: { id: 'bollinger', output: 'bbMiddle' },
    std_sample: 'sample deviation',
  },
  VAR: { var: { id: 'bollinger', output: 'bbDeviation', convert: (value) => value * value } },
  SMA: { sma: { id: 'sma', output: 'sma' } },
  EMA: {
    ema: { id: 'ema', output: 'ema' },
    ema_sma_seed: { id: 'ema', output: 'ema' },
    ema_first_seed: 'seeded with the first close',
  },
  RSI: { rsi: { id: 'rsi', output: 'rsi' } },
  DONCHIAN: {
    upper_prior: { id: 'donchian', output: 'donchianHigh' },
    lower_prior: { id: 'donchian', output: 'donchianLow' },
    upper_incl: 'the channel includes the current bar',
    lower_incl: 'the channel includes the current bar',
    breakout_up: 'decided by the scanner from the close and the channel',
  },
  MAX: { max: 'the current bar belongs to the window' },
  MIN: { min: 'the current bar belongs to the window' },
  ROLLING_MEDIAN: {
    median_prior: { id: 'surgeShort', output: 'volumeMedian' },
    median_incl: 'the current bar belongs to the window',
  },
  VOLUME_SURGE: {
    surge_1h: { id: 'surgeLong', output: 'surgeLong', params: { period: 12 } },
    surge_5m: { id: 'surgeShort', output: 'surgeShort', params: { period: 20 } },
  },
  VWAP: {
    vwap: { id: 'vwap', output: 'vwap' },
    rolling20_hlc3: { id: 'vwapRolling', output: 'vwapRolling' },
    rolling20_close: { id: 'vwapRolling', output: 'vwapRolling', closeOnly: true },
    session_utc_day_hlc3: { id: 'vwap', output: 'vwap' },
    cumulative_hlc3: { id: 'vwap', output: 'vwap', oneDay: true },
  },
  VWAP_CUMULATIVE: { vwap: { id: 'vwap', output: 'vwap', oneDay: true } },
  VWAP_ROLLING: {
    vwma: { id: 'vwapRolling', output: 'vwapRolling', closeOnly: true },
    vwapRolling: { id: 'vwapRolling', output: 'vwapRolling' },
  },
  BB_WIDTH_PERCENTILE: { bbWidthPercentile: { id: 'bbWidthPercentile', output: 'bbWidthPercentile' } },
  SURGE_MEDIAN: { surgeLong: { id: 'surgeLong', output: 'surgeLong', params: { average: 'median' } } },
  CORREL: {
    simple_returns: { id: 'btcCorrelation', output: 'btcCorrelation' },
    log_returns: 'logarithmic returns',
    prices_wrong_variant: 'correlation of prices, not of returns',
    correlation: 'correlation of prices, not of returns',
  },
  WILDER_MA: { wilders: 'smooths closes; ours only smooths true ranges and changes' },
};

/** Files whose variant differs entirely. */
const OTHER_VARIANTS: Readonly<Record<string, string>> = {
  'tulip-untest-tr': 'defined on the first bar too, as high − low',
  'tulip-untest-atr-5': 'seeded one bar earlier, with high − low as the first true range',
  'tulip-untest-natr-5': 'seeded one bar earlier, with high − low as the first true range',
  'tulip-untest-ema-5': 'seeded with the first close',
};

export function readVectors(folder: string): VectorFile[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as VectorFile);
}

/** The comparable columns of a file, and the reasons for skipping the others. Throws on an unknown column. */
export function casesOf(file: VectorFile): { cases: VectorCase[]; excluded: Excluded[] } {
  const cases: VectorCase[] = [];
  const excluded: Excluded[] = [];
  const columnMappings = file.indicator === 'BBANDS/STDDEV' ? MAPPINGS['BBANDS'] : MAPPINGS[file.indicator];
  for (const column of Object.keys(file.expected)) {
    const mapping = OTHER_VARIANTS[file.name] ?? columnMappings?.[column];
    if (mapping === undefined) throw new Error(`No mapping for ${file.indicator} ${column} (${file.name}).`);
    if (typeof mapping === 'string') excluded.push({ file: file.name, column, reason: mapping });
    else cases.push(toCase(file, column, mapping));
  }
  return { cases, excluded };
}

function toCase(file: VectorFile, column: string, mapping: Mapping): VectorCase {
  const { close, volume } = file.input;
  const count = Math.max(...Object.values(file.input).map((values) => values.length));
  const price = close ?? new Array<number>(count).fill(1);
  const hasRange = mapping.closeOnly !== true && file.input['high'] !== undefined;
  return {
    file,
    column,
    id: mapping.id,
    params: { ...ownParams(file.params, mapping.id), ...mapping.params },
    output: mapping.output,
    ...(mapping.convert ? { convert: mapping.convert } : {}),
    columns: {
      close: price,
      ...(hasRange ? { high: file.input['high'], low: file.input['low'] } : {}),
      ...(volume ? { volume } : {}),
    },
    openTimeMs: mapping.oneDay ? null : (file.input['timestamp_ms'] ?? null),
    timeframeMinutes: mapping.oneDay ? 1 : 5,
  };
}

/** Parameters of a file under our names, as far as the indicator has them. */
function ownParams(params: VectorFile['params'], id: string): Record<string, number | string> {
  const own: Record<string, number | string> = {};
  if (params['period'] !== undefined && id !== 'vwap' && id !== 'trueRange') own['period'] = params['period'];
  if (params['window'] !== undefined && id === 'bbWidthPercentile') own['window'] = params['window'];
  if (params['mult'] !== undefined && id.startsWith('bb')) own['multiplier'] = params['mult'];
  if (params['mult'] !== undefined && id === 'bollinger') own['multiplier'] = params['mult'];
  return own;
}
