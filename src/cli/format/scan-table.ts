import type { ScanResult, MarketResult } from '../../scanner/scan-result.js';
import type { SourceTraffic } from '../../market/feed.js';
import { formatTimeframe } from '../../market/timeframe.js';
import { displaySymbol } from '../../market/symbol.js';
import type { MissingPolicy } from '../../filters/filter.js';
import { letsThrough } from '../../filters/run-filters.js';
import { nearestLevels } from '../../levels/index.js';
import type { Level } from '../../levels/index.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';
import type { AppliedProfile } from '../profiles.js';
import { describeProfile } from '../profiles.js';
import { compactMoney, exactPrice, fixed, MISSING, signed } from '../../util/number-text.js';
import { verboseLines } from './batch-lines.js';
import type { FewerBars } from '../../scanner/scan-document.js';
import { describeFewerBars } from '../../scanner/scan-document.js';
import { isoTime } from '../../util/iso-time.js';
import type { Paint } from './style.js';

export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
  readonly engine: string;
  readonly profile: AppliedProfile | null;
  /** null = no network. */
  readonly traffic: SourceTraffic | null;
  /** null = as many as asked for. @default null */
  readonly fewerBars?: FewerBars | null;
  /** What has changed in a market since the scan before; absent where there is none. */
  readonly change?: (market: MarketResult) => string;
  /** Also batches, memory and caches. @default false */
  readonly verbose?: boolean;
}

/** The ranked table with its footer, ready to print. */
export function scanTable(
  result: ScanResult,
  markets: readonly MarketResult[],
  options: TableOptions,
): string {
  const { width, paint } = options;
  const [header, ...rows] = layOut(columnsFor(result, options, markets), markets, width);
  const lines =
    markets.length === 0
      ? [paint('bold', `No market passed the filters of preset ${result.preset.name}.`)]
      : [paint('bold', header), ...rows];
  return [...lines, '', ...footer(result, markets, options), ''].join('\n');
}

function columnsFor(
  { timeframeMs, onMissing }: ScanResult,
  { paint, change }: TableOptions,
  markets: readonly MarketResult[],
): readonly Column<MarketResult>[] {
  const right = (
    title: string,
    giveWay: number,
    cell: (market: MarketResult) => string,
  ): Column<MarketResult> => ({ title, align: 'right', giveWay, cell });
  const left = (
    title: string,
    giveWay: number,
    cell: (market: MarketResult) => string,
  ): Column<MarketResult> => ({ title, align: 'left', giveWay, cell });
  const flagged = markets.some((market) => flagsOf(market, onMissing) !== '');
  return [
    right('#', 0, ({ rank }) => (rank === null ? MISSING : String(rank))),
    left('Symbol', 0, (market) => symbolCell(market, paint)),
    ...(change ? [left('Change', 1, change)] : []),
    right('Score', 0, ({ score }) => fixed(score, 2)),
    right('Price', 1, ({ metrics }) => exactPrice(metrics.price)),
    right('24h %', 3, ({ metrics }) => signed(metrics.change24hPct, 1)),
    right('Turnover', 6, ({ metrics }) => compactMoney(metrics.turnover24h)),
    right(`Surge ${formatTimeframe(12 * timeframeMs)}`, 0, ({ metrics }) => times(metrics.surgeLong)),
    right(`Surge ${formatTimeframe(timeframeMs)}`, 2, ({ metrics }) => times(metrics.surgeShort)),
    right('ATR %', 7, ({ metrics }) => percent(metrics.atrRatio)),
    right('BBW pct', 9, ({ metrics }) => fixed(metrics.bbWidthPercentile, 0)),
    right('RSI', 8, ({ metrics }) => fixed(metrics.rsi, 0)),
    right('BTC r', 5, ({ metrics }) => signed(metrics.btcCorrelation, 2)),
    left('Break', 0, ({ metrics }) => breakCell(metrics.breakout, paint)),
    right('Nearest level', 4, (market) => levelCell(market)),
    ...(flagged ? [left('Flags', 1, (market) => flagsOf(market, onMissing))] : []),
  ];
}

function symbolCell(market: MarketResult, paint: Paint): string {
  const name = displaySymbol(market.symbol);
  return market.passed ? paint('bold', name) : name;
}

function times(value: number | null): string {
  if (value === null) return MISSING;
  return `${value >= 99.95 ? value.toFixed(0) : value.toFixed(1)}×`;
}

function percent(fraction: number | null): string {
  return fraction === null ? MISSING : (100 * fraction).toFixed(2);
}

function breakCell(breakout: string | null, paint: Paint): string {
  if (breakout === 'up') return paint('green', '↑ up');
  if (breakout === 'down') return paint('red', '↓ down');
  return breakout === null ? MISSING : 'none';
}

/** The nearest level as the price meets it now, resistance above or support below, and how many ATRs away. */
function levelCell(market: MarketResult): string {
  const { below, above } = nearestLevels(market.levels);
  const distance = (level: Level | null): number => (level === null ? Infinity : Math.abs(level.distanceAtr));
  const level = distance(above) < distance(below) ? above : below;
  if (level === null) return MISSING;
  return `${level === above ? 'R' : 'S'} ${signed(level.distanceAtr, 1)}`;
}

/** Why a market is not simply good data: its error codes, filled bars, filters that failed. */
function flagsOf(market: MarketResult, onMissing: MissingPolicy): string {
  if (market.errors.length > 0) return market.errors.map((error) => error.code).join(' ');
  const failed = market.passed ? [] : market.filters.filter((filter) => !letsThrough(filter, onMissing));
  return [
    ...(market.metrics.filledBars > 0 ? [`filled:${market.metrics.filledBars}`] : []),
    ...failed.slice(0, 2).map((filter) => `!${filter.name}`),
    ...(failed.length > 2 ? [`+${failed.length - 2}`] : []),
  ].join(' ');
}

function footer(result: ScanResult, markets: readonly MarketResult[], options: TableOptions): string[] {
  const { counts, timings } = result;
  const { width, paint } = options;
  const shown = markets.filter((market) => market.passed).length;
  const facts = [
    `${counts.listed} markets`,
    `${counts.passed} passed`,
    ...(shown < counts.passed ? [`${shown} shown`] : []),
    ...(counts.noData > 0 ? [`${counts.noData} without valid data`] : []),
    ...(counts.errors > 0 ? [`${counts.errors} failed to load`] : []),
    `${duration(timings.totalMs)} (load ${duration(timings.acquireMs)}, compute ${duration(timings.computeMs)}, ${options.engine})`,
    ...(options.traffic ? [describeTraffic(options.traffic)] : []),
    ...(options.fewerBars ? [describeFewerBars(options.fewerBars)] : []),
    `preset ${result.preset.name}`,
    ...(options.profile ? [`profile ${describeProfile(options.profile)}`] : []),
    `as of ${isoTime(result.asOfMs)}`,
    `sha256 ${result.resultSha256.slice(0, 12)}…`,
  ];
  const first = result.funnel[0];
  const funnel = [
    String(first.in),
    ...result.funnel.filter((step) => step.in !== step.out).map((step) => `${step.filter} ${step.out}`),
  ];
  return [
    ...wrapWords(facts, ' · ', width),
    ...wrapWords(funnel, ' > ', width),
    ...(options.verbose
      ? verboseLines(result).flatMap((line) => wrapWords(line.split(' '), ' ', width))
      : []),
    ...result.warnings.flatMap((warning) => wrapWords(warning.split(' '), ' ', width)),
  ].map((line) => paint('dim', line));
}

/** `412 requests (weight 1203, 2.10 MB, 12 at once, 1 failed)` */
function describeTraffic({ requests, weight, wireBytes, peakInFlight, failed }: SourceTraffic): string {
  const facts = [
    `weight ${Math.round(weight)}`,
    `${compactMoney(wireBytes)}B`,
    `${peakInFlight} at once`,
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${requests} requests (${facts.join(', ')})`;
}

function duration(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}
