import type { CandleSeries } from '../../market/candle-series.js';
import { displaySymbol } from '../../market/symbol.js';
import { formatTimeframe } from '../../market/timeframe.js';
import type { IndicatorChoice } from '../../library/market-indicators.js';
import { VOLUME_OUTPUTS, marketIndicators, readMarket } from '../../library/market-indicators.js';
import { describeError } from '../../scanner/scan-result.js';
import type { Column } from '../format/columns.js';
import { sourceName } from '../../market/invented-prices.js';
import { layOut, wrapWords } from '../format/columns.js';
import { MISSING, roundedPrice } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';
import { csvLines } from '../format/csv-lines.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { notesOnStderr } from '../notes.js';
import { marketProblem } from '../market-problem.js';
import { writeResult } from '../output.js';
import type { Span } from '../flag-value.js';
import { deadlineSignal } from '../deadline.js';
import { flagValue, spanOf } from '../flag-value.js';
import { chooseIndicators } from '../indicator-choice.js';
import { parseList, parseWholeNumber } from '../parse.js';
import type { VerbOptions } from '../verb-options.js';
import type { Settings } from '../settings.js';
import { withProgress } from '../scan-progress.js';
import { openSource } from '../sources.js';
import type { OpenSource } from '../../library/node/sources.js';
import { notifySourceWarnings } from '../source-warnings.js';

/** Rows of the printed span, and each output as an array of the same length; null = not defined. */
interface IndicatorSeries {
  readonly openTimeMs: readonly number[];
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}

/**
 * `squall indicators SYMBOL`: the catalogue's outputs, or the chosen ones, from the first bar of the input
 * on.
 */
export async function indicatorsVerb(options: VerbOptions, symbol: string): Promise<void> {
  const { settings, format, output, flags } = options;
  const choice = choiceOf(flags);
  const last = flagValue(flags, 'last', parseWholeNumber(1, 1_000_000)) ?? Infinity;
  const span = spanOf(flags);
  const read = await readSeries(options, symbol);
  const { series, source } = read;
  const timeframe = formatTimeframe(read.timeframeMs);
  const symbolText = displaySymbol(series.symbol, Infinity);
  const computed = await computeAll(read, choice, settings);
  const candles = flags.withCandles === true ? candlesOf(series) : {};
  const all = { ...computed, series: { ...candles, ...computed.series } };
  const shown = cut(all, span, last);
  if (shown.openTimeMs.length === 0) noteEmptySpan(all.openTimeMs, settings);
  const openTime = shown.openTimeMs.map((timeMs) => new Date(timeMs).toISOString());
  const texts: Readonly<Record<string, () => string>> = {
    table: () =>
      `${headline(`${displaySymbol(series.symbol)}, ${timeframe} bars, ${source}`)}\n\n${tableText(shown)}`,
    json: () =>
      jsonText({
        schemaVersion: 1,
        symbol: series.symbol,
        timeframe,
        source,
        openTime,
        ...shown,
      }),
    csv: () =>
      csvLines([
        ['openTimeMs', 'openTime', ...Object.keys(shown.series), 'symbol', 'timeframe', 'source'],
        ...shown.openTimeMs.map((timeMs, row) => [
          timeMs,
          openTime[row],
          ...Object.values(shown.series).map((values) => values[row]),
          symbolText,
          timeframe,
          source,
        ]),
      ]),
  };
  await writeResult(texts[format](), output);
}

function headline(text: string): string {
  return wrapWords(text.split(' '), ' ', terminalWidth(), '').join('\n');
}

/** @throws {SquallError} USAGE: an indicator, output or parameter that there is not. */
function choiceOf(flags: VerbOptions['flags']): IndicatorChoice {
  const params = Array.isArray(flags.param) ? flags.param.map(String) : [];
  return chooseIndicators(flagValue(flags, 'only', parseList), params);
}

function candlesOf(series: CandleSeries): Record<string, readonly number[]> {
  const { open, high, low, close, volume } = series;
  const columns = { open, high, low, close, volume };
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Array.from(values)]));
}

interface SeriesRead {
  readonly series: CandleSeries;
  readonly benchmark: CandleSeries | null;
  readonly timeframeMs: number;
  /** Where the candles come from, in words. */
  readonly source: string;
}

async function readSeries({ source, settings }: VerbOptions, symbol: string): Promise<SeriesRead> {
  return withProgress(settings, async (progress) => {
    const given = { ...source, symbolOfUnnamed: symbol };
    const signal = settings.deadline === undefined ? undefined : deadlineSignal(settings.deadline);
    const opened = await openSource(given, settings, { keepsAll: true, progress, signal });
    try {
      progress.stage('candles');
      return await seriesOf(opened, settings, symbol, signal);
    } finally {
      await opened.feed.close?.();
    }
  });
}

async function seriesOf(
  opened: OpenSource,
  settings: Settings,
  symbol: string,
  signal: AbortSignal | undefined,
): Promise<SeriesRead> {
  const { feed, timeframeMs, asOfMs, bars } = opened;
  // Files are read whole; other sources supply as many bars as a scan uses.
  const wanted = feed.source.kind === 'candles' ? settings.bars : bars;
  const { own, benchmark } = await readMarket(feed, symbol, {
    timeframeMs,
    asOfMs,
    ...(wanted === undefined ? {} : { bars: wanted }),
    ...(signal === undefined ? {} : { signal }),
  });
  notifySourceWarnings(opened, settings);
  const { symbol: resolved } = own.market;
  if (own.series === null) {
    throw marketProblem({ symbol: resolved, errors: [own.error ?? own.issues[0]] }, feed);
  }
  const notify = notesOnStderr(settings);
  for (const issue of own.issues) {
    notify(`${displaySymbol(resolved)}: ${describeError(issue)}; a scan would not score it`);
  }
  if (own.series.hasVolume === false) {
    notify(`The candles have no volume, so ${VOLUME_OUTPUTS.join(', ')} are missing`);
  }
  return { series: own.series, benchmark, timeframeMs, source: sourceName(feed.source) };
}

async function computeAll(
  { series, benchmark }: SeriesRead,
  choice: IndicatorChoice,
  { engine = 'auto' }: Settings,
): Promise<IndicatorSeries> {
  const outputs = await marketIndicators(series, benchmark, { choice, engine });
  return {
    openTimeMs: Array.from(series.openTimeMs),
    series: Object.fromEntries(
      Object.entries(outputs).map(([name, values]) => [
        name,
        Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
      ]),
    ),
  };
}

/** The bars of a span, or the last of them. */
function cut({ openTimeMs, series }: IndicatorSeries, { fromMs, toMs }: Span, last: number): IndicatorSeries {
  const inSpan = openTimeMs.flatMap((timeMs, row) => (timeMs >= fromMs && timeMs <= toMs ? [row] : []));
  const rows = inSpan.slice(Math.max(0, inSpan.length - last));
  const pick = <Value>(values: readonly Value[]): Value[] => rows.map((row) => values[row]);
  return {
    openTimeMs: pick(openTimeMs),
    series: Object.fromEntries(Object.entries(series).map(([name, values]) => [name, pick(values)])),
  };
}

/** Nothing is a result that wants a word. */
function noteEmptySpan(openTimeMs: readonly number[], settings: Settings): void {
  const [first, end] = [openTimeMs[0], openTimeMs[openTimeMs.length - 1]].map(isoTime);
  notesOnStderr(settings)(
    `No bar opens from --from to --to; the first one opens at ${first}, the last at ${end}`,
  );
}

/** As many indicators as the terminal is wide; CSV and JSON have them all. */
function tableText({ openTimeMs, series }: IndicatorSeries): string {
  const rows = openTimeMs.map((_, row) => row);
  const columns: Column<number>[] = [
    { title: 'Open time', align: 'left', giveWay: 0, cell: (row) => isoTime(openTimeMs[row]) },
    ...Object.entries(series).map(([title, values], index): Column<number> => ({
      title,
      align: 'right',
      giveWay: index + 1,
      cell: (row) => (values[row] === null ? MISSING : roundedPrice(values[row])),
    })),
  ];
  const lines = layOut(columns, rows, terminalWidth());
  const shownColumns = lines[0].split(/ {2,}/).length - 1;
  const hidden = Object.keys(series).length - shownColumns;
  const note =
    hidden > 0 ? [`(${hidden} more indicators with a wider terminal, --format csv or --json)`] : [];
  return [...lines, ...note, ''].join('\n');
}
