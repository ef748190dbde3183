import { requireIntact } from '../kernels/engine/guards.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { IndicatorRequest } from '../kernels/slab/slab.js';
import { Slab } from '../kernels/slab/slab.js';
import { barCount } from '../market/candle-series.js';
import type { CandleSeries } from '../market/candle-series.js';

/**
 * Indicators of one series over all of its bars.
 * @param benchmark  the series that correlations are with, joined by time; null = they are not defined.
 * @returns every output by its name, as long as the series; NaN where not defined.
 * @throws {SquallError} KERNEL_CANARY: a kernel wrote out of bounds.
 */
export function computeSeries(
  engine: Engine,
  series: CandleSeries,
  indicators: readonly IndicatorRequest[],
  benchmark: CandleSeries | null,
): Record<string, Float64Array> {
  const bars = barCount(series);
  const slab = new Slab(engine, {
    marketCount: 1,
    barCount: bars,
    timeframeMs: series.timeframeMs,
    indicators: [...indicators],
    mode: 'series',
    benchmarkCount: benchmark === null ? 0 : 1,
  });
  try {
    slab.reset(series.openTimeMs[bars - 1]);
    if (benchmark !== null) slab.setBenchmark(BENCHMARK, benchmark);
    const handle = slab.add(series, benchmark === null ? null : BENCHMARK);
    slab.run();
    requireIntact(slab.checkGuards());
    return Object.fromEntries(slab.outputNames.map((name) => [name, slab.series(handle, name)]));
  } finally {
    slab.dispose();
  }
}

const BENCHMARK = 'benchmark';
