import { timeframeMsOf } from '../../src/library/scan-options.js';
import { marketIndicators, readMarket } from '../../src/library/market-indicators.js';
import { firstAfter } from '../model/window-feed.js';
import type { ReplaySource } from '../model/replay-source.js';
import { CHART_SERIES } from './protocol.js';
import type { ChartData, Closes } from './protocol.js';

/** Bars that a sparkline shows before the first moment. */
const SPARK_BARS = 48;

/** The bars of one market with the series of the chart. @throws {Error} it has no usable bar. */
export async function chartOf(source: ReplaySource, symbol: string): Promise<ChartData> {
  const last = source.moments.length - 1;
  const { own, benchmark } = await readMarket(await source.history(), symbol, {
    timeframeMs: timeframeMsOf(source.options),
    asOfMs: source.moments[last].asOfMs,
  });
  const { series } = own;
  if (series === null)
    throw new Error(own.error?.message ?? own.issues[0]?.message ?? 'There are no usable candles.');
  const outputs = await marketIndicators(series, benchmark);
  const { openTimeMs, open, high, low, close, volume } = series;
  return {
    symbol,
    tickSize: own.market.tickSize,
    ...{ openTimeMs, open, high, low, close, volume },
    series: Object.fromEntries(CHART_SERIES.map((name) => [name, outputs[name]])) as ChartData['series'],
  };
}

/** Closes of every market over the replay and a little before. */
export async function closesOf(source: ReplaySource): Promise<Closes> {
  const { moments, options, symbols } = source;
  const timeframeMs = timeframeMsOf(options);
  const endMs = moments[moments.length - 1].asOfMs;
  const firstOpenTimeMs =
    Math.floor(moments[0].asOfMs / timeframeMs) * timeframeMs - SPARK_BARS * timeframeMs;
  const bars = Math.floor((endMs - firstOpenTimeMs) / timeframeMs);
  const close = new Float32Array(symbols.length * bars).fill(NaN);
  const answers = await (await source.history()).bars(symbols, timeframeMs, bars, endMs);
  answers.forEach((answer, market) => {
    if ('error' in answer) return;
    const { openTimeMs, close: from } = answer.candles;
    for (let at = firstAfter(openTimeMs, firstOpenTimeMs - 1); at < openTimeMs.length; at++) {
      const bar = (openTimeMs[at] - firstOpenTimeMs) / timeframeMs;
      if (Number.isInteger(bar) && bar < bars) close[market * bars + bar] = from[at];
    }
  });
  return { firstOpenTimeMs, bars, close };
}
