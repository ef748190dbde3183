import type { CandleSeries, RawCandles } from '../../market/candle-series.js';
import { barCount, emptySeries } from '../../market/candle-series.js';
import { cleanCandles } from '../../market/clean.js';
import type { DataIssue } from '../../market/data-issue.js';
import { resample } from '../../market/resample.js';
import { openTimeOf } from '../../market/timeframe.js';

export interface ResampleOptions {
  readonly fromTimeframeMs: number;
  readonly toTimeframeMs: number;
  readonly asOfMs: number;
  /** Bars of the longer timeframe that are needed. */
  readonly count: number;
}

/**
 * Candles of a longer timeframe from rows of a shorter one: the rows are cleaned first, so that duplicates
 * and impossible values are rejected while they are visible. Minutes without a trade are normal; a bar of
 * nothing else is left out, for the cleaner of the longer timeframe to judge.
 */
export function resampleCandles(candles: RawCandles, options: ResampleOptions): RawCandles | DataIssue {
  const { fromTimeframeMs, toTimeframeMs, asOfMs } = options;
  // More bars than rows would mostly be filled ones.
  const bars = Math.min(options.count, barCount(candles)) + 1;
  const { series, issues } = cleanCandles(candles, {
    timeframeMs: fromTimeframeMs,
    asOfMs,
    count: (bars * toTimeframeMs) / fromTimeframeMs,
  });
  const refusal = issues.find(({ code }) => code === 'DATA_INVALID' || code === 'DATA_MISMATCH');
  if (refusal) return refusal;
  const from = series ?? emptySeries(candles.symbol, fromTimeframeMs, 0);
  const resampled = withoutFilled(resample(withCompleteEnd(from, toTimeframeMs), toTimeframeMs, asOfMs));
  if (from.hasVolume === false) resampled.volume.fill(NaN);
  return resampled;
}

/** Completes the last group: the quiet minutes after its last trade have no rows. */
function withCompleteEnd(series: CandleSeries, toTimeframeMs: number): CandleSeries {
  const bars = barCount(series);
  if (bars === 0) return series;
  const last = series.openTimeMs[bars - 1];
  const groupEndMs = openTimeOf(last, toTimeframeMs) + toTimeframeMs;
  const absent = (groupEndMs - last) / series.timeframeMs - 1;
  const complete = emptySeries(series.symbol, series.timeframeMs, bars + absent);
  for (const name of ['openTimeMs', 'open', 'high', 'low', 'close', 'volume', 'filled'] as const) {
    complete[name].set(series[name]);
  }
  for (const name of ['open', 'high', 'low', 'close'] as const) {
    complete[name].fill(series.close[bars - 1], bars);
  }
  complete.filled.fill(1, bars);
  for (let bar = bars; bar < bars + absent; bar++) {
    complete.openTimeMs[bar] = last + (bar - bars + 1) * series.timeframeMs;
  }
  return complete;
}

function withoutFilled(series: CandleSeries): RawCandles {
  const isReal = (_: number, bar: number) => series.filled[bar] === 0;
  return {
    symbol: series.symbol,
    openTimeMs: series.openTimeMs.filter(isReal),
    open: series.open.filter(isReal),
    high: series.high.filter(isReal),
    low: series.low.filter(isReal),
    close: series.close.filter(isReal),
    volume: series.volume.filter(isReal),
  };
}
