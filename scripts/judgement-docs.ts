import { FILTERS } from '../src/filters/index.js';
import type { ListedFilter } from '../src/filters/index.js';
import { METRIC_NAMES, metricRow } from '../src/indicators/metrics.js';
import type { MetricName, MetricSource } from '../src/indicators/metrics.js';
import type { ScoreComponent } from '../src/scoring/component.js';
import { COMPONENTS } from '../src/scoring/index.js';

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

Names are the same in JSON, CSV and code. \`null\` means unknown or not defined; \`missingReasons\` says why.
Bars are named by their open time, UTC; only bars closed at the as-of time are seen. The context timeframe is
three times the base (5m → 15m), built from closed base bars on the UTC grid. Candle files lack data that only live
sources have.

| name | unit | from | definition |
|---|---|---|---|
${METRIC_NAMES.map(row).join('\n')}

Bars that are absent are filled: volume 0, all prices at the close before. A market that lacks more than 2 % of
the window, or one of the last three bars, is rejected (\`DATA_GAP\`), with two exceptions:

- Bars in which the whole source was away are not held against a market: they count in filledBars, not in health, and are reported
  in the warnings. In candle files, candles in memory and stores, these are bars that nearly all markets with bars before and
  after lack, or half of them and BTC; on an exchange, bars that BTC lacks, and at least half of the first 50 requested markets. So batches do not matter, and no request is added. A recording keeps the outages found.
- **Thin markets of exchanges that omit bars without a trade.** They show by their own bars: at least a quarter as many bars
  with a single price as are absent, as is usual when trades are few, and none with volume 0. If the
  preset has a limit for it (\`dataHealth.min\`; the default's is 0.9, some 9 % of the bars), that decides in place of the
  2 %. Only the last bar must be present: whether it is absent or late cannot be known yet.

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

const BLOCK = /(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

const TABLES: Readonly<Record<string, () => string>> = { filters: filterTable, components: componentTable };

/** A document with its tables regenerated. */
export function withTables(text: string): string {
  return text.replaceAll(
    BLOCK,
    (_, begin: string, name: string, end: string) => `${begin}\n${TABLES[name]()}\n\n${end}`,
  );
}

function filterTable(): string {
  const rows = FILTERS.map((filter) => {
    const { name, unit, liveOnly, description } = filter;
    return [`\`${name}\``, description, limitsOf(filter), unit ?? '', liveOnly ? 'yes' : ''];
  });
  return table(['filter', '', 'limits in a preset', 'unit', 'only live'], rows);
}

function limitsOf({ limits }: ListedFilter): string {
  const lines = Object.entries(limits).map(
    ([name, { description }]) => `\`${name}\`: ${String(description)}`,
  );
  return lines.join('<br>');
}

function componentTable(): string {
  const rows = COMPONENTS.map((component) => {
    const { name, unit, description } = component;
    const needs = 'ofLevels' in component ? ['levels'] : component.needs;
    return [`\`${name}\``, needs.join(', '), unit, `${description}${curveText(component)}`];
  });
  return table(['component', 'made of', 'raw in', 'value'], rows);
}

/** The formula, if the value is one of the common curves of the raw value. */
function curveText(component: ScoreComponent): string {
  if ('ofLevels' in component || typeof component.value === 'function') return '';
  const curve = component.value;
  if (curve.kind === 'fallingBySize') return ` clip(${curve.atZero} − ${curve.cost}·|raw|).`;
  return ` sat(raw${curve.zeroAt === 0 ? '' : ` − ${curve.zeroAt}`}, ${curve.half}).`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
