import { findIndicator } from '../indicators/catalogue.js';
import { metricRow } from '../indicators/metrics.js';
import type { IndicatorRequest } from '../kernels/program/tasks.js';
import { SCAN_INDICATORS } from '../scanner/metrics-computer.js';
import type { HistoryMetric } from './history-columns.js';

/** The metrics, and the metrics they are computed from. */
export function withSources(metrics: readonly HistoryMetric[]): ReadonlySet<HistoryMetric> {
  return new Set(
    metrics.flatMap((metric) => [metric, ...((metricRow(metric).madeOf ?? []) as readonly HistoryMetric[])]),
  );
}

/** Indicators of the catalogue with at least one needed output. */
export function indicatorsFor(needed: ReadonlySet<HistoryMetric>): IndicatorRequest[] {
  return SCAN_INDICATORS.flatMap(({ id }) => {
    const outputs = findIndicator(id)
      .outputs.map(({ name }) => name)
      .filter((name) => needed.has(name as HistoryMetric));
    return outputs.length === 0 ? [] : [{ id, outputs }];
  });
}
