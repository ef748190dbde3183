import type { ParameterValues } from '../indicators/catalogue.js';
import { findIndicator } from '../indicators/catalogue.js';
import { resolveParameters } from '../indicators/parameters.js';
import { TIE_TOLERANCE } from '../kernels/engine/tie-tolerance.js';
import type { CandleSeries } from '../market/candle-series.js';

/**
 * Definitions of other tools that differ from the catalogue's, by row. Computed in float64, identical in
 * every engine.
 */
export interface Conventions {
  /** The channel includes the current bar (TradingView, pandas-ta): first value one bar earlier. */
  readonly donchian?: 'withCurrentBar';
  /**
   * The first bar's range is its high − low (TradingView, pandas-ta): seeded, and defined, one bar earlier.
   */
  readonly atr?: 'firstRangeHighLow';
  /** Divided by period − 1 (pandas' `std`): deviation, bands, width and %B. */
  readonly bollinger?: 'sampleDeviation';
  /** Gains and losses averaged by plain means of the last `period` changes (Cutler's RSI). */
  readonly rsi?: 'simpleMeans';
  /** Equal widths count too (TradingView's `percentrank`). */
  readonly bbWidthPercentile?: 'atOrBelow';
  /** `surgeShort` is volume ÷ mean of the `period` volumes before; `volumeMedian` is unchanged. */
  readonly surgeShort?: 'meanBefore';
  /** Sums start at the first bar that opens at this time or later, UTC ms; not defined before. */
  readonly vwap?: { readonly anchoredAtMs: number };
}

type Outputs = Record<string, Float64Array>;

type Compute = (series: CandleSeries, params: ParameterValues, choice: unknown) => Outputs;

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The `value` of each bar from `first` on, NaN before. */
function rows(series: CandleSeries, first: number, value: (bar: number) => number): Float64Array {
  return Float64Array.from(series.close, (_, bar) => (bar < first ? NaN : value(bar)));
}

/** The last `count` values up to `bar`. */
const last = (values: Float64Array, bar: number, count: number): Float64Array =>
  values.subarray(bar - count + 1, bar + 1);

const ratio = (dividend: number, divisor: number): number => (divisor === 0 ? NaN : dividend / divisor);

function donchian(series: CandleSeries, { period }: ParameterValues): Outputs {
  const count = period as number;
  return {
    donchianHigh: rows(series, count - 1, (bar) => Math.max(...last(series.high, bar, count))),
    donchianLow: rows(series, count - 1, (bar) => Math.min(...last(series.low, bar, count))),
  };
}

function atr(series: CandleSeries, { period, smoothing }: ParameterValues): Outputs {
  const count = period as number;
  const take = smoothing === 'ema' ? 2 / (count + 1) : 1 / count;
  const { high, low, close } = series;
  const ranges = close.map((_, bar) =>
    bar === 0 ? high[0] - low[0] : Math.max(high[bar], close[bar - 1]) - Math.min(low[bar], close[bar - 1]),
  );
  let average = NaN;
  return {
    atr: rows(series, count - 1, (bar) => {
      const isSeed = bar === count - 1;
      average = isSeed ? mean(ranges.subarray(0, count)) : average * (1 - take) + ranges[bar] * take;
      return average;
    }),
  };
}

/** Measured from the window's first close, to keep the digits of nearby values; 0 if all are equal. */
function deviationOf(window: Float64Array, divisor: number): number {
  const distances = window.map((price) => price - window[0]);
  const center = mean(distances);
  return Math.sqrt(distances.reduce((sum, distance) => sum + (distance - center) ** 2, 0) / divisor);
}

function bollinger(series: CandleSeries, { period, multiplier }: ParameterValues): Outputs {
  const [count, factor] = [period as number, multiplier as number];
  const { close } = series;
  const bbMiddle = rows(series, count - 1, (bar) => mean(last(close, bar, count)));
  const bbDeviation = rows(series, count - 1, (bar) => {
    const deviation = deviationOf(last(close, bar, count), count - 1);
    return count === 1 ? NaN : deviation;
  });
  const reach = bbDeviation.map((deviation) => factor * deviation);
  return {
    bbMiddle,
    bbDeviation,
    bbUpper: bbMiddle.map((middle, bar) => middle + reach[bar]),
    bbLower: bbMiddle.map((middle, bar) => middle - reach[bar]),
    bbWidthPct: reach.map((half, bar) => (200 * half) / bbMiddle[bar]),
    bbPercentB: reach.map((half, bar) => 0.5 + ratio(close[bar] - bbMiddle[bar], 2 * half)),
  };
}

function rsi(series: CandleSeries, { period }: ParameterValues): Outputs {
  const count = period as number;
  const changes = series.close.map((price, bar) => price - series.close[bar - 1]);
  return {
    rsi: rows(series, count, (bar) => {
      const window = last(changes, bar, count);
      const moved = window.reduce((sum, change) => sum + Math.abs(change), 0);
      const gained = window.reduce((sum, change) => sum + Math.max(change, 0), 0);
      return moved === 0 ? 50 : (100 * gained) / moved;
    }),
  };
}

function bbWidthPercentile(series: CandleSeries, { period, multiplier, window }: ParameterValues): Outputs {
  const [count, factor, others] = [period as number, multiplier as number, (window as number) - 1];
  const widths = rows(series, count - 1, (bar) => {
    const closes = last(series.close, bar, count);
    return (200 * factor * deviationOf(closes, count)) / mean(closes);
  });
  return {
    bbWidthPercentile: rows(series, count - 1 + others, (bar) => {
      const most = widths[bar] * (1 + TIE_TOLERANCE);
      return (100 * last(widths, bar - 1, others).filter((width) => width <= most).length) / others;
    }),
  };
}

function surgeShort(series: CandleSeries, { period }: ParameterValues): Outputs {
  const { volume } = series;
  const count = period as number;
  return { surgeShort: rows(series, count, (bar) => ratio(volume[bar], mean(last(volume, bar - 1, count)))) };
}

function vwap(series: CandleSeries, _: ParameterValues, choice: unknown): Outputs {
  const { anchoredAtMs } = choice as NonNullable<Conventions['vwap']>;
  const { high, low, close, volume, openTimeMs } = series;
  let [paid, traded] = [0, 0];
  return {
    vwap: rows(series, 0, (bar) => {
      if (openTimeMs[bar] < anchoredAtMs) return NaN;
      paid += (volume[bar] * (high[bar] + low[bar] + close[bar])) / 3;
      traded += volume[bar];
      return ratio(paid, traded);
    }),
  };
}

/** The conventions that each row accepts, and how to compute them. */
const CONVENTIONS: Readonly<
  Record<keyof Conventions, { readonly choice: string | null; readonly compute: Compute }>
> = {
  donchian: { choice: 'withCurrentBar', compute: donchian },
  atr: { choice: 'firstRangeHighLow', compute: atr },
  bollinger: { choice: 'sampleDeviation', compute: bollinger },
  rsi: { choice: 'simpleMeans', compute: rsi },
  bbWidthPercentile: { choice: 'atOrBelow', compute: bbWidthPercentile },
  surgeShort: { choice: 'meanBefore', compute: surgeShort },
  vwap: { choice: null, compute: vwap },
};

/** @throws {RangeError} a row without other conventions, or not computed; a choice that it does not have. */
export function checkConventions(ids: readonly string[], conventions: Conventions): void {
  for (const [id, choice] of Object.entries(conventions)) {
    const convention = Object.entries(CONVENTIONS).find(([row]) => row === id && ids.includes(row))?.[1];
    if (convention === undefined) {
      const names = Object.keys(CONVENTIONS).filter((row) => ids.includes(row));
      throw new RangeError(`Expected \`conventions\` of requested rows (${names.join(', ')}), got "${id}".`);
    }
    const isAnchor =
      convention.choice === null && Number.isFinite((choice as Conventions['vwap'])?.anchoredAtMs);
    if (isAnchor || (convention.choice !== null && choice === convention.choice)) continue;
    const expected = convention.choice ?? '{ anchoredAtMs } in UTC ms';
    throw new RangeError(`Expected \`conventions.${id}\` to be ${expected}, got ${JSON.stringify(choice)}.`);
  }
}

/** The outputs that the conventions redefine. */
export function computeConventions(
  series: CandleSeries,
  conventions: Conventions,
  params: Readonly<Record<string, ParameterValues | undefined>>,
): Outputs {
  const outputs = Object.entries(conventions).map(([id, choice]) => {
    const { compute } = CONVENTIONS[id as keyof Conventions];
    return compute(series, resolveParameters(findIndicator(id), params[id]), choice);
  });
  return Object.assign({}, ...outputs) as Outputs;
}
