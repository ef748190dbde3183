import { METRIC_NAMES, metricRow } from '../src/indicators/metrics.js';
import type { MetricName, MetricSource } from '../src/indicators/metrics.js';

const FROM: Readonly<Record<MetricSource, string>> = {
  lastClose: 'candles',
  tickerOrCandles: 'ticker, else candles',
  candles: 'candles',
  kernel: 'kernel',
  contextKernel: 'kernel, context bars',
  live: 'live sources only',
};

/** docs/metrics.md, from the table of metrics. */
export function metricDocs(): string {
  return `# Metrics

Names are the same in JSON, CSV and code. \`null\` means not known or not defined; \`missingReasons\` says why.
Bars are named by their open time, UTC; only bars closed at the as-of time are seen. The context timeframe is
three times the base (5m → 15m), built from closed base bars on the UTC grid. Candle files do not hold what only live
sources have.

| name | unit | from | definition |
|---|---|---|---|
${METRIC_NAMES.map(row).join('\n')}

The series of \`squall indicators\` add trueRange, bbDeviation, volumeMedian (of the 20 bars before) and vwapRolling.
Formulas, storage and accuracy: [kernels.md](kernels.md), [accuracy.md](accuracy.md).
`;
}

function row(name: MetricName): string {
  const { unit, source, meaning, undefinedBecause } = metricRow(name);
  const isNull = undefinedBecause === undefined ? '' : `; null: ${undefinedBecause}`;
  return `| ${name} | ${unit} | ${FROM[source]} | ${meaning}${isNull} |`;
}

/** `properties`, in JSON Schema, of the metrics in a result. */
export function metricSchema(): Record<string, object> {
  return Object.fromEntries(METRIC_NAMES.map((name) => [name, schemaOf(name)]));
}

function schemaOf(name: MetricName): object {
  const { value, range } = metricRow(name);
  if (value === 'direction') return { enum: ['up', 'down', 'none', null] };
  if (value === 'count') return { type: 'integer', minimum: 0 };
  const limits = range === undefined ? {} : { minimum: range[0], maximum: range[1] };
  return { type: ['number', 'null'], ...limits };
}
