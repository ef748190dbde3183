import type { FilterResult, MissingPolicy } from '../../filters/filter.js';
import { letsThrough } from '../../filters/run-filters.js';
import type { MetricName } from '../../indicators/metrics.js';
import { displaySymbol } from '../../market/symbol.js';
import type { MarketResult, ScanResult } from '../../scanner/scan-result.js';
import type { ScoreLine } from '../../scoring/component.js';
import { levelColumns } from './level-columns.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';
import { exactPrice, fixed, MISSING, roundedPrice, signed } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';
import { presetLabel } from './preset-label.js';
import { realPricesStep } from './real-prices.js';
import type { Paint } from './style.js';

/** Levels shown; `squall levels` has all. */
const LEVELS_SHOWN = 6;

/** Everything that a scan knows about one market, as a page of text. */
export function explainText(
  result: ScanResult,
  market: MarketResult,
  origins: Partial<Record<MetricName, string>>,
  needed: readonly string[],
  { width, paint }: { readonly width: number; readonly paint: Paint },
): string {
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)];
  const inner = width - 2;
  const wrapped = (lines: readonly string[]): string[] =>
    lines.flatMap((line) => wrapWords(line.split(' '), ' ', inner));
  return [
    ...headline(result, market, paint, width),
    ...section('Filters', filterLines(market.filters, result.onMissing, paint, inner)),
    ...section(needed.length > 0 ? 'To pass, this would have to change' : '', wrapped(needed)),
    ...section('Score', scoreLines(market, inner)),
    ...section('Levels', levelLines(market, inner)),
    ...section('Metrics', metricLines(market, origins, inner)),
    ...section('Notes', wrapped(result.warnings)),
    '',
  ].join('\n');
}

function headline(result: ScanResult, market: MarketResult, paint: Paint, width: number): string[] {
  const { counts, preset, asOfMs, source } = result;
  const verdict = market.passed
    ? paint('green', market.rank === null ? 'passes' : `passes, rank ${market.rank} of ${counts.passed}`)
    : paint('red', 'does not pass');
  const score =
    market.score === null
      ? 'not scored'
      : `score ${fixed(market.score, 2)} (${fixed(market.score100, 0)} of 100)`;
  const where = `preset ${presetLabel(preset)}, as of ${isoTime(asOfMs)}, ${realPricesStep(source) ?? source.detail}`;
  return [
    `${paint('bold', displaySymbol(market.symbol))}  ${verdict}, ${score}`,
    ...wrapWords(where.split(' '), ' ', width, ''),
  ];
}

/** Name, state and reason of each filter; a long reason goes on below itself. */
function filterLines(
  filters: readonly FilterResult[],
  missing: MissingPolicy,
  paint: Paint,
  width: number,
): string[] {
  const nameWidth = Math.max(0, ...filters.map(({ name }) => name.length)) + 2;
  const indent = ' '.repeat(nameWidth + STATE_WIDTH);
  return filters.flatMap((filter) => {
    const { text, format } = stateOf(filter, missing);
    const [first, ...rest] = wrapWords(filter.reason.split(' '), ' ', width - indent.length, '');
    const state = format === null ? text : paint(format, text);
    return [
      `${filter.name.padEnd(nameWidth)}${state}${' '.repeat(STATE_WIDTH - text.length)}${first}`,
      ...rest.map((line) => indent + line),
    ];
  });
}

const STATE_WIDTH = 'NO DATA  '.length;

function stateOf(
  filter: FilterResult,
  missing: MissingPolicy,
): { text: string; format: 'green' | 'red' | null } {
  const through = letsThrough(filter, missing);
  if (filter.passed === null)
    return through ? { text: 'skipped', format: null } : { text: 'NO DATA', format: 'red' };
  return through ? { text: 'ok', format: 'green' } : { text: 'FAILS', format: 'red' };
}

function scoreLines(market: MarketResult, width: number): string[] {
  if (market.components.length === 0) return [];
  const columns: Column<ScoreLine>[] = [
    { title: 'Component', align: 'left', giveWay: 0, cell: ({ name }) => name },
    { title: 'Raw', align: 'right', giveWay: 1, cell: ({ raw }) => roundedPrice(raw) },
    { title: 'Value', align: 'right', giveWay: 0, cell: ({ value }) => signed(value, 2) },
    { title: 'Weight', align: 'right', giveWay: 0, cell: ({ weight }) => fixed(weight, 2) },
    { title: 'Points', align: 'right', giveWay: 0, cell: ({ points }) => signed(points, 3) },
  ];
  const missing = market.missing.length > 0 ? [`without data, left out: ${market.missing.join(', ')}`] : [];
  return [
    ...layOut(columns, market.components, width),
    `points add up to ${fixed(market.score, 3)}`,
    ...missing,
  ];
}

function levelLines(market: MarketResult, width: number): string[] {
  const nearest = [...market.levels]
    .sort((a, b) => Math.abs(a.distanceAtr) - Math.abs(b.distanceAtr))
    .slice(0, LEVELS_SHOWN)
    .sort((a, b) => b.price - a.price);
  return nearest.length === 0 ? [] : layOut(levelColumns(nearest), nearest, width);
}

function metricLines(
  market: MarketResult,
  origins: Partial<Record<MetricName, string>>,
  width: number,
): string[] {
  const columns: Column<MetricName>[] = [
    { title: 'Metric', align: 'left', giveWay: 0, cell: (name) => name },
    {
      title: 'Value',
      align: 'right',
      giveWay: 0,
      cell: (name) =>
        name === 'price' ? exactPrice(market.metrics.price) : metricText(market.metrics[name]),
    },
    {
      title: 'From',
      align: 'left',
      giveWay: 0,
      cell: (name) => origins[name] ?? market.missingReasons[name] ?? '',
    },
  ];
  return layOut(columns, Object.keys(market.metrics) as MetricName[], width);
}

function metricText(value: number | string | null): string {
  if (value === null) return MISSING;
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? String(value) : roundedPrice(value);
}
