import type { HistorySource } from '../history/scan-history.js';
import type { RegimeAt } from './stability.js';

const REGIME_MS = 30 * 86_400_000;
const STRETCH_BARS = 4096;

/** Reads whether BTC, if it is among the markets, is at or above its price 30 days earlier. */
export async function readRegimes(source: HistorySource): Promise<RegimeAt> {
  const benchmark = source.markets.findIndex(({ market }) => market.base === 'BTC');
  if (benchmark === -1) return () => null;
  const closes = await closesOf(source, benchmark);
  const lag = Math.round(REGIME_MS / source.timeframeMs);
  return (bar) => {
    if (!(closes[bar - lag] > 0) || !(closes[bar] > 0)) return null;
    return closes[bar] >= closes[bar - lag] ? 'rising' : 'falling';
  };
}

/** A market's closes, NaN at bars it does not have. Reads only this market's bars, a stretch at a time. */
async function closesOf(source: HistorySource, market: number): Promise<Float64Array> {
  const closes = new Float64Array(source.barCount).fill(NaN);
  const { firstBar, endBar } = source.markets[market];
  const numbers = (): Float64Array<ArrayBuffer> => new Float64Array(STRETCH_BARS);
  const into = {
    ...{ open: numbers(), high: numbers(), low: numbers(), close: numbers(), volume: numbers() },
    filled: new Uint8Array(STRETCH_BARS),
  };
  for (let from = firstBar; from < endBar; from += STRETCH_BARS) {
    const to = Math.min(endBar, from + STRETCH_BARS);
    await source.prepare?.(from, to);
    source.read(market, from, to, into, 0);
    closes.set(into.close.subarray(0, to - from), from);
  }
  return closes;
}
