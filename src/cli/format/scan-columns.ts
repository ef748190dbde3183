import { blockingFilters } from '../../filters/run-filters.js';
import type { MetricName, Metrics } from '../../indicators/metrics.js';
import { METRIC_NAMES, metricRow } from '../../indicators/metrics.js';
import { formatTimeframe } from '../../market/timeframe.js';
import type { MarketResult } from '../../scanner/scan-result.js';
import { compactMoney, exactPrice, fixed, MISSING, roundedPrice, signed } from '../../util/number-text.js';
import { nameSuggestion } from '../../util/did-you-mean.js';
import { SquallError } from '../../util/squall-error.js';
import type { Settings } from '../settings.js';
import { SCORE_LEGEND } from '../../scoring/score-scale.js';
import type { CellContext } from './scan-cells.js';
import { breakCell, flagsCell, levelCell, nearestLevel, percent, symbolCell, times } from './scan-cells.js';

/** A column of the table and of Markdown, under its name in CSV and JSON. */
export interface ScanColumn {
  readonly name: string;
  readonly title: (timeframeMs: number) => string;
  readonly align: 'left' | 'right';
  /** See columns.ts. */
  readonly giveWay: number;
  /** For the legend: meaning and unit. */
  readonly meaning: (timeframeMs: number) => string;
  readonly cell: (market: MarketResult, context: CellContext) => string;
}

type Cell = ScanColumn['cell'];
type Titled = string | ((timeframeMs: number) => string);

function column(
  name: string,
  title: Titled,
  align: ScanColumn['align'],
  giveWay: number,
  meaning: Titled,
  cell: Cell,
): ScanColumn {
  const textOf = (text: Titled) => (typeof text === 'string' ? () => text : text);
  return { name, title: textOf(title), align, giveWay, meaning: textOf(meaning), cell };
}

const bars = (count: number) => (timeframeMs: number) => formatTimeframe(count * timeframeMs);
const [barOf, hourOf] = [bars(1), bars(12)];

/** Default columns of a scan, in order. */
const USUAL_COLUMNS: readonly ScanColumn[] = [
  column('rank', '#', 'right', 0, 'rank by score among the markets that passed', ({ rank }) =>
    rank === null ? MISSING : String(rank),
  ),
  column('symbol', 'Symbol', 'left', 0, 'base/quote, with :settle for contracts', symbolCell),
  column('score100', 'Score/100', 'right', 0, SCORE_LEGEND, ({ score100 }) => fixed(score100, 1)),
  column('price', 'Price', 'right', 1, 'close of the last closed bar, in quote currency', ({ metrics }) =>
    exactPrice(metrics.price),
  ),
  column('change24hPct', '24h %', 'right', 3, 'change of the price in 24 h, %', ({ metrics }) =>
    signed(metrics.change24hPct, 1),
  ),
  column('turnover24h', 'Turnover', 'right', 6, 'traded in 24 h, in quote currency', ({ metrics }) =>
    compactMoney(metrics.turnover24h),
  ),
  column(
    'surgeLong',
    (timeframeMs) => `Surge ${hourOf(timeframeMs)}`,
    'right',
    0,
    (timeframeMs) => `volume of the last ${hourOf(timeframeMs)} against the ${hourOf(timeframeMs)} before`,
    ({ metrics }) => times(metrics.surgeLong),
  ),
  column(
    'surgeShort',
    (timeframeMs) => `Surge ${barOf(timeframeMs)}`,
    'right',
    2,
    (timeframeMs) => `volume of the last ${barOf(timeframeMs)} bar against the median of the 20 before`,
    ({ metrics }) => times(metrics.surgeShort),
  ),
  column('atrRatio', 'ATR %', 'right', 7, 'ATR(14) as % of the price', ({ metrics }) =>
    percent(metrics.atrRatio),
  ),
  column(
    'bbWidthPercentile',
    'BBW pct',
    'right',
    9,
    'share of the last 120 Bollinger widths that were smaller, %; 0 = the tightest squeeze',
    ({ metrics }) => fixed(metrics.bbWidthPercentile, 0),
  ),
  column('rsi', 'RSI', 'right', 8, 'RSI(14), 0 to 100', ({ metrics }) => fixed(metrics.rsi, 0)),
  column('btcCorrelation', 'BTC r', 'right', 5, 'correlation with BTC over 50 bars, −1 to 1', ({ metrics }) =>
    signed(metrics.btcCorrelation, 2),
  ),
  column(
    'breakout',
    'Break',
    'left',
    0,
    'close beyond the highest high (up) or lowest low (down) of the 20 bars before',
    breakCell,
  ),
  column(
    'nearestLevel',
    'Nearest level',
    'right',
    4,
    'nearest resistance (R) or support (S), and its distance in ATRs',
    levelCell,
  ),
];

const FLAGS = column(
  'flags',
  'Flags',
  'left',
  1,
  'error codes; filled:n = bars filled; !name = filter failed; ?name = filter without data',
  flagsCell,
);

/** Every selectable column; metrics without a column of their own go by their name. */
const ALL_COLUMNS: ReadonlyMap<string, ScanColumn> = new Map([
  ...METRIC_NAMES.map((name) => [name, metricColumn(name)] as const),
  ...[...USUAL_COLUMNS, FLAGS].map((each) => [each.name, each] as const),
  [
    'score',
    column('score', 'Score', 'right', 0, 'the score as in JSON, −3 to 3', ({ score }) => fixed(score, 2)),
  ],
  [
    'passed',
    column('passed', 'Passed', 'left', 0, 'whether every filter passed it', ({ passed }) =>
      passed ? 'yes' : 'no',
    ),
  ],
  [
    'failedFilters',
    column('failedFilters', 'Failed', 'left', 1, 'filters that rejected it', ({ filters }, { onMissing }) =>
      blockingFilters(filters, onMissing).failed.join(' '),
    ),
  ],
  [
    'filtersWithoutData',
    column(
      'filtersWithoutData',
      'Without data',
      'left',
      1,
      'filters that had no data for it',
      ({ filters }, { onMissing }) => blockingFilters(filters, onMissing).withoutData.join(' '),
    ),
  ],
  [
    'errors',
    column('errors', 'Errors', 'left', 1, 'why it cannot be scored', ({ errors }) =>
      errors.map(({ code }) => code).join(' '),
    ),
  ],
  [
    'marketClass',
    column('marketClass', 'Class', 'left', 1, 'crypto, stable, fiat …', (market) => market.marketClass),
  ],
]);

/** @throws {SquallError} USAGE: an unknown column in --columns or --sort. */
export function checkColumns({ columns = [], sort }: Pick<Settings, 'columns' | 'sort'>): void {
  const names = [...ALL_COLUMNS.keys()];
  const refuse = (flag: string, name: string): never => {
    const near = nameSuggestion(name, names);
    const known = near === '' ? `; columns: ${names.join(', ')}` : near;
    throw new SquallError('USAGE', `${flag}: there is no column ${JSON.stringify(name)}${known}`);
  };
  for (const name of columns) if (!ALL_COLUMNS.has(name)) refuse('--columns', name);
  if (sort !== undefined && !ALL_COLUMNS.has(sort.name)) refuse('--sort', sort.name);
}

function metricColumn(name: MetricName): ScanColumn {
  const { meaning, unit } = metricRow(name);
  return column(name, name, 'right', 1, `${meaning}, ${unit}`, ({ metrics }) => {
    const value = metrics[name];
    return typeof value === 'number' ? roundedPrice(value) : (value ?? MISSING);
  });
}

/** The chosen columns, otherwise the defaults, with flags if any market has some. */
export function scanColumns(
  chosen: readonly string[] | undefined,
  markets: readonly MarketResult[],
  context: CellContext,
): readonly ScanColumn[] {
  if (chosen !== undefined) return chosen.map((name) => ALL_COLUMNS.get(name)!);
  const isFlagged = markets.some((market) => flagsCell(market, context) !== '');
  return isFlagged ? [...USUAL_COLUMNS, FLAGS] : USUAL_COLUMNS;
}

/** The sort key of a market in a column. */
export function sortValue(market: MarketResult, name: string): number | string | null {
  if (name in market.metrics) return market.metrics[name as keyof Metrics];
  if (name === 'nearestLevel') {
    const distance = nearestLevel(market)?.distanceAtr;
    return distance === undefined ? null : Math.abs(distance);
  }
  const { rank, symbol, score, score100, marketClass, passed } = market;
  const values = { rank, symbol, score, score100, marketClass, passed: String(passed) };
  return values[name as keyof typeof values] ?? null;
}
