import type { CandleSeries, RawCandles } from './candle-series.js';
import { emptySeries } from './candle-series.js';
import type { WindowRows } from './clean-rows.js';
import type { CleanOptions } from './clean-options.js';

/** Bars from the sound rows, gaps between them filled and flagged; null without a sound row in the window. */
export function buildSeries(
  raw: RawCandles,
  { sound, rowBefore, firstMs }: WindowRows,
  { timeframeMs }: CleanOptions,
): CandleSeries | null {
  if (sound.length === 0) return null;
  const times = raw.openTimeMs;
  // A gap at the start of the window is filled like any other; a market without rows before it is just young.
  const startMs = rowBefore >= 0 ? firstMs : times[sound[0]];
  const bars = (times[sound[sound.length - 1]] - startMs) / timeframeMs + 1;
  const series = emptySeries(raw.symbol, timeframeMs, bars);
  let previousClose = rowBefore >= 0 ? raw.close[rowBefore] : NaN;
  let next = 0;
  for (let bar = 0; bar < bars; bar++) {
    const openTimeMs = startMs + bar * timeframeMs;
    const row = sound[next];
    series.openTimeMs[bar] = openTimeMs;
    if (times[row] === openTimeMs) {
      series.open[bar] = raw.open[row];
      series.high[bar] = raw.high[row];
      series.low[bar] = raw.low[row];
      series.close[bar] = previousClose = raw.close[row];
      series.volume[bar] = raw.volume[row];
      next++;
    } else {
      series.open[bar] = series.high[bar] = series.low[bar] = series.close[bar] = previousClose;
      series.filled[bar] = 1;
    }
  }
  return series;
}
