import { LANES } from '../engine/layout.js';
import type { SlabJob } from './job.js';

/**
 * Cost of a candle on one thread, ns, by indicator and mode: simd, default parameters, 40 markets × 500 bars on the
 * machine below. An underestimate for longer windows, which errs on the side of one thread.
 */
const NS_PER_CANDLE: Readonly<Record<string, { series: number; latest: number }>> = {
  trueRange: { series: 0.25, latest: 0.06 },
  atr: { series: 0.5, latest: 0.49 },
  rsi: { series: 0.61, latest: 0.56 },
  ema: { series: 0.45, latest: 0.46 },
  sma: { series: 0.39, latest: 0.18 },
  bollinger: { series: 1.3, latest: 0.1 },
  bbWidthPercentile: { series: 12, latest: 0.25 },
  donchian: { series: 0.61, latest: 0.05 },
  vwap: { series: 0.5, latest: 0.25 },
  vwapRolling: { series: 0.73, latest: 0.06 },
  surgeShort: { series: 1.6, latest: 0.04 },
  surgeLong: { series: 1.1, latest: 0.04 },
  btcCorrelation: { series: 1.4, latest: 0.19 },
};

/**
 * From this much work on, in ms of one thread, two workers are faster. atr, rsi, ema, bollinger, donchian, vwap, both
 * surges and the correlation on two cores (Node 20, medians of 150 interleaved runs; candles: one thread → two
 * workers):
 *
 *   series   16,000: 0.120 → 0.135 ms     latest   64,000: 0.110 → 0.190 ms
 *            32,000: 0.243 → 0.229 ms             100,000: 0.173 → 0.160 ms
 *            40,000: 0.302 → 0.207 ms             200,000: 0.347 → 0.244 ms
 *           500,000: 4.716 → 2.725 ms
 *
 * They break even at about 0.17 ms there. If the second core is shared, they break even far later: two workers reached
 * 0.90 of one thread at 100,000 candles in series mode, 0.94 at 200,000 and 1.55 at 500,000 (docs/performance.md). So
 * jobs of less than 2 ms stay on one thread: with the set above, 260,000 candles in series mode, 1,100,000 in latest
 * mode.
 */
const WORTH_MS = 2;

/** Estimated time that one thread needs for a job, ms. */
export function estimateMs({ plan, benchmarks }: SlabJob): number {
  const { barCount, mode } = plan.description;
  const nsPerCandle = plan.tasks.reduce((sum, { spec }) => sum + (NS_PER_CANDLE[spec.id]?.[mode] ?? 0), 0);
  return (benchmarks.length * LANES * barCount * nsPerCandle) / 1e6;
}

/** Whether workers that are already running are faster than one thread. */
export function isWorthThreads(job: SlabJob): boolean {
  return estimateMs(job) >= WORTH_MS;
}
