import type { ScanResult, MarketResult } from '../../scanner/scan-result.js';
import type { SourceTraffic } from '../../market/feed.js';
import { inventedPrices } from '../../market/invented-prices.js';
import type { FilterLimits } from '../../filters/index.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';
import type { AppliedProfile } from '../profiles.js';
import { describeProfile } from '../profiles.js';
import { compactMoney, counted } from '../../util/number-text.js';
import { verboseLines } from './batch-lines.js';
import type { FewerBars } from '../../scanner/scan-document.js';
import { describeFewerBars } from '../../scanner/scan-document.js';
import { isoTime } from '../../util/iso-time.js';
import { shownWarnings } from './shown-warnings.js';
import type { Paint } from './style.js';
import { emptyLines } from './near-miss-text.js';
import { presetLabel } from './preset-label.js';
import { realPricesStep } from './real-prices.js';
import type { ScanColumn } from './scan-columns.js';
import { scanColumns } from './scan-columns.js';

export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
  readonly engine: string;
  readonly profile: AppliedProfile | null;
  /** null = no network. */
  readonly traffic: SourceTraffic | null;
  /** null = as many as requested. @default null */
  readonly fewerBars?: FewerBars | null;
  /** Change of a market since the previous scan; absent without one. */
  readonly change?: (market: MarketResult) => string;
  /** Also show batches, memory and caches. @default false */
  readonly verbose?: boolean;
  /** Names from scan-columns.ts. @default the default columns */
  readonly columns?: readonly string[] | undefined;
  /** Also explain the columns. @default false */
  readonly legend?: boolean | undefined;
  /** The preset's; used to suggest which limits to lower if nothing passes. */
  readonly filters?: FilterLimits;
}

/** The ranked table with its footer, ready to print. */
export function scanTable(
  result: ScanResult,
  markets: readonly MarketResult[],
  options: TableOptions,
): string {
  const { width, paint } = options;
  const wrapped = (text: string): string[] => wrapWords(text.split(' '), ' ', width);
  const chosen = chosenColumns(result, markets, options);
  const [header, ...rows] = layOut(tableColumns(chosen, result, options), markets, width);
  const lines =
    markets.length === 0
      ? emptyLines(result, options).flatMap((line, index) =>
          wrapped(line).map((part) => (index === 0 ? paint('bold', part) : part)),
        )
      : [paint('bold', header), ...rows];
  const step = realPricesStep(result.source);
  return [
    ...(step === null ? [] : wrapped(step).map((line) => paint('yellow', line))),
    ...lines,
    '',
    ...(options.legend ? [...legendLines(chosen, result, width), ''] : []),
    ...footer(result, markets, options),
    '',
  ].join('\n');
}

function chosenColumns(
  { timeframeMs, onMissing }: ScanResult,
  markets: readonly MarketResult[],
  { paint, columns }: TableOptions,
): readonly ScanColumn[] {
  return scanColumns(columns, markets, { paint, timeframeMs, onMissing });
}

/** With the change since the previous scan after the symbol, if there is one. */
function tableColumns(
  chosen: readonly ScanColumn[],
  { timeframeMs, onMissing }: ScanResult,
  { paint, change }: TableOptions,
): Column<MarketResult>[] {
  const context = { paint, timeframeMs, onMissing };
  const columns = chosen.map(({ title, align, giveWay, cell }): Column<MarketResult> => ({
    title: title(timeframeMs),
    align,
    giveWay,
    cell: (market) => cell(market, context),
  }));
  if (change === undefined) return columns;
  const behind = 1 + chosen.findIndex(({ name }) => name === 'symbol');
  return [
    ...columns.slice(0, behind),
    { title: 'Change', align: 'left', giveWay: 1, cell: change },
    ...columns.slice(behind),
  ];
}

/** What each column means, under its title and its name in CSV and JSON. */
function legendLines(columns: readonly ScanColumn[], { timeframeMs }: ScanResult, width: number): string[] {
  const titles = columns.map(({ title }) => title(timeframeMs));
  const titleWidth = Math.max(...titles.map((title) => title.length));
  return columns.flatMap(({ name, meaning }, index) => {
    const title = titles[index];
    const words = `${title === name ? '' : `${name}: `}${meaning(timeframeMs)}`.split(' ');
    const [first, ...rest] = wrapWords(words, ' ', width - titleWidth - 2, '');
    const indent = ' '.repeat(titleWidth + 2);
    return [`${title.padEnd(titleWidth)}  ${first}`, ...rest.map((line) => indent + line)];
  });
}

function footer(result: ScanResult, markets: readonly MarketResult[], options: TableOptions): string[] {
  const { counts, timings } = result;
  const { width, paint } = options;
  const shown = markets.filter((market) => market.passed).length;
  const invented = inventedPrices(result.source);
  const facts = [
    ...(invented === null ? [] : [invented]),
    counted(counts.listed, 'market'),
    `${counts.passed} passed`,
    ...(shown < counts.passed ? [`${shown} shown`] : []),
    ...(counts.noData > 0 ? [`${counts.noData} without valid data`] : []),
    ...(counts.errors > 0 ? [`${counts.errors} failed to load`] : []),
    `${duration(timings.totalMs)} (load ${duration(timings.acquireMs)}, compute ${duration(timings.computeMs)}, ${options.engine})`,
    ...(options.traffic ? [describeTraffic(options.traffic)] : []),
    ...(options.fewerBars ? [describeFewerBars(options.fewerBars)] : []),
    `preset ${presetLabel(result.preset)}`,
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
    ...shownWarnings(result.warnings).flatMap((warning) => wrapWords(warning.split(' '), ' ', width)),
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
  return `${counted(requests, 'request')} (${facts.join(', ')})`;
}

function duration(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}
