import { barCount } from '../market/candle-series.js';
import { findClass } from '../market/market-class.js';
import type { AcquiredMarket } from './acquire.js';
import { NO_ORIGINS, noMetrics } from './compute-metrics.js';
import type { Candidate } from './evaluate.js';
import type { ComputedMarket, UsableMarket } from './metrics-computer.js';
import { MINIMUM_BARS } from './metrics-computer.js';
import type { MarketError } from './scan-result.js';

/** Whether there are candles to compute with. */
export function isUsable(acquired: AcquiredMarket): acquired is UsableMarket {
  return (
    acquired.series !== null &&
    acquired.quality !== null &&
    acquired.issues.length === 0 &&
    acquired.error === null
  );
}

/**
 * A market after its candles.
 * @param computed  its metrics; undefined if they could not be computed.
 * @param bases  base currencies of the universe.
 */
export function candidateOf(
  acquired: AcquiredMarket,
  computed: ComputedMarket | undefined,
  bases: ReadonlySet<string>,
): Candidate {
  const { market, series, quality } = acquired;
  const errors = errorsOf(acquired);
  const { metrics, missingReasons, origins } = computed ?? {
    ...noMetrics(errors.map((error) => error.message).join(' '), quality),
    origins: NO_ORIGINS,
  };
  return {
    market,
    ...findClass(market, bases, series),
    series,
    metrics,
    missingReasons,
    origins,
    errors,
    rejectedEarly: null,
    rejectedBy: null,
  };
}

/** Everything that keeps a market from being scored. */
function errorsOf(acquired: AcquiredMarket): MarketError[] {
  const errors: MarketError[] = [...(acquired.error ? [acquired.error] : []), ...acquired.issues];
  const have = acquired.series === null ? 0 : barCount(acquired.series);
  if (errors.length === 0 && have < MINIMUM_BARS) {
    errors.push({
      code: 'DATA_SHORT',
      message: `Expected at least ${MINIMUM_BARS} closed bars, got ${have}.`,
    });
  }
  return errors;
}
