import type { FilterResult, MissingPolicy } from '../../filters/filter.js';
import { letsThrough } from '../../filters/run-filters.js';
import type { MetricName } from '../../indicators/metrics.js';
import { displaySymbol } from '../../market/symbol.js';
import type { Explanation } from '../../library/explain.js';
import type { MarketResult, ScanResult } from '../../scanner/scan-result.js';
import { describeError } from '../../scanner/scan-result.js';
import type { ScoreLine } from '../../scoring/component.js';
import { NEUTRAL_SCORE100, toPoints100 } from '../../scoring/score-scale.js';
import { levelColumns } from './level-columns.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';
import { counted, exactPrice, fixed, MISSING, roundedPrice, signed } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';
import { presetLabel } from './preset-label.js';
import { realPricesStep } from './real-prices.js';
import type { Paint } from './style.js';

/** Levels shown with --full; `squall levels` has all. */
const LEVELS_SHOWN = 6;
/** Limits of each list on a short page, so that it fits on 24 rows of 80 columns. */
const SHORT = { changes: 5, levels: 4, components: 3 };

export interface ExplainTextOptions {
  readonly width: number;
  readonly paint: Paint;
  /** Every filter, component and metric. */
  readonly isFull: boolean;
  /** Explain how to show everything. @default true */
  readonly isHinted?: boolean;
}

/**
 * Why a market is in or out: the verdict, what would have to change, the nearest levels; or everything known.
 */
export function explainText(explanation: Explanation, options: ExplainTextOptions): string {
  const { market, result } = explanation;
  if (market.errors.length > 0 && !options.isFull) {
    const [error] = market.errors;
    const line = `${displaySymbol(market.symbol)}  not scored: ${describeError(error)}`;
    return `${wrapWords(line.split(' '), ' ', options.width).join('\n')}\n`;
  }
  const sections = options.isFull ? fullSections(explanation, options) : shortSections(explanation, options);
  return [
    ...headline(result, market, options),
    ...sections
      .filter(({ lines }) => lines.length > 0)
      .flatMap(({ title, lines }) => ['', options.paint('bold', title), ...lines.map((line) => `  ${line}`)]),
    ...(options.isFull || options.isHinted === false
      ? []
      : ['', options.paint('dim', 'With --full: every filter, score component and metric')]),
    '',
  ].join('\n');
}

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

const CHANGES_TITLE = 'To pass, this would have to change';

function shortSections({ market, changesNeeded }: Explanation, { width }: ExplainTextOptions): Section[] {
  const inner = width - 2;
  const shown = changesNeeded.slice(0, SHORT.changes);
  const more = changesNeeded.length - shown.length;
  const changes = [...shown, ...(more > 0 ? [`and ${counted(more, 'more filter')}`] : [])];
  return [
    { title: CHANGES_TITLE, lines: changes.map((line) => wrapWords(line.split(' '), ' ', inner)[0]) },
    { title: 'Nearest levels', lines: levelLines(market, inner, SHORT.levels) },
    { title: 'Score', lines: largestPoints(market, inner) },
  ];
}

/** `neutral 50, volume +12.7, momentum +7.8, correlation +1.4, others +1.2`: together the score. */
function largestPoints({ components }: MarketResult, width: number): string[] {
  if (components.length === 0) return [];
  const sorted = [...components].sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
  const others = sorted.slice(SHORT.components);
  const rest = others.reduce((sum, { points }) => sum + points, 0);
  const texts = [
    `neutral ${NEUTRAL_SCORE100}`,
    ...[
      ...sorted.slice(0, SHORT.components),
      ...(others.length > 0 ? [{ name: 'others', points: rest }] : []),
    ].map(({ name, points }) => `${name} ${signed(toPoints100(points), 1)}`),
  ];
  return wrapWords(texts.join(', ').split(' '), ' ', width);
}

function fullSections(
  { result, market, origins, changesNeeded, notes }: Explanation,
  { width, paint }: ExplainTextOptions,
): Section[] {
  const inner = width - 2;
  const wrapped = (lines: readonly string[]): string[] =>
    lines.flatMap((line) => wrapWords(line.split(' '), ' ', inner));
  return [
    { title: CHANGES_TITLE, lines: wrapped(changesNeeded) },
    { title: 'Filters', lines: filterLines(market.filters, result.onMissing, paint, inner) },
    { title: 'Levels', lines: levelLines(market, inner, LEVELS_SHOWN) },
    { title: 'Score', lines: scoreLines(market, inner) },
    { title: 'Metrics', lines: metricLines(market, origins, inner) },
    { title: 'Notes', lines: wrapped(notes) },
  ];
}

function headline(result: ScanResult, market: MarketResult, { paint, width }: ExplainTextOptions): string[] {
  const { counts, preset, asOfMs, source } = result;
  const verdict = market.passed
    ? paint('green', market.rank === null ? 'passes' : `passes, rank ${market.rank} of ${counts.passed}`)
    : paint('red', 'does not pass');
  const score = market.score === null ? 'not scored' : `score ${fixed(market.score100, 1)} of 100`;
  const where = `preset ${presetLabel(preset)}, as of ${isoTime(asOfMs)}, ${realPricesStep(source) ?? source.detail}`;
  return [
    `${paint('bold', displaySymbol(market.symbol))}  ${verdict}, ${score}`,
    ...wrapWords(where.split(' '), ' ', width, ''),
  ];
}

/** Name, state and reason of each filter; long reasons wrap below themselves. */
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
    { title: 'Points', align: 'right', giveWay: 0, cell: ({ points }) => signed(toPoints100(points), 1) },
  ];
  const missing = market.missing.length > 0 ? [`without data, left out: ${market.missing.join(', ')}`] : [];
  return [
    ...layOut(columns, market.components, width),
    `${NEUTRAL_SCORE100} plus the points is the score, ${fixed(market.score100, 1)} of 100`,
    ...missing,
  ];
}

function levelLines(market: MarketResult, width: number, count: number): string[] {
  const nearest = [...market.levels]
    .sort((a, b) => Math.abs(a.distanceAtr) - Math.abs(b.distanceAtr))
    .slice(0, count)
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
