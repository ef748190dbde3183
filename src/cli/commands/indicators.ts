import type { CandleSeries } from '../../market/candle-series.js';
import { displaySymbol } from '../../market/symbol.js';
import { formatTimeframe } from '../../market/timeframe.js';
import type { IndicatorChoice } from '../../library/market-indicators.js';
import { VOLUME_OUTPUTS, marketIndicators, readMarket } from '../../library/market-indicators.js';
import { describeError } from '../../scanner/scan-result.js';
import type { Column } from '../format/columns.js';
import { layOut } from '../format/columns.js';
import { MISSING, roundedPrice } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';
import { csvLines } from '../format/csv-lines.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { notesOnStderr } from '../notes.js';
import { marketProblem } from '../market-problem.js';
import { writeResult } from '../output.js';
import { flagValue } from '../flag-value.js';
import { chooseIndicators } from '../indicator-choice.js';
import { parseInstant, parseList, parseWholeNumber } from '../parse.js';
import type { VerbOptions } from '../verb-options.js';
import type { Settings } from '../settings.js';
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
  const fromMs = flagValue(flags, 'from', parseInstant) ?? -Infinity;
  const toMs = flagValue(flags, 'to', parseInstant) ?? Infinity;
  const read = await readSeries(options, symbol);
  const { series, timeframeMs } = read;
  const computed = await computeAll(read, choice, settings);
  const candles = flags.withCandles === true ? candlesOf(series) : {};
  const all = { ...computed, series: { ...candles, ...computed.series } };
  const shown = cut(all, fromMs, toMs, last);
  const openTime = shown.openTimeMs.map((timeMs) => new Date(timeMs).toISOString());
  const texts: Readonly<Record<string, () => string>> = {
    table: () => tableText(shown),
    json: () =>
      jsonText({
        schemaVersion: 1,
        symbol: series.symbol,
        timeframe: formatTimeframe(timeframeMs),
        openTime,
        ...shown,
      }),
    csv: () =>
      csvLines([
        ['openTimeMs', 'openTime', ...Object.keys(shown.series)],
        ...shown.openTimeMs.map((timeMs, row) => [
          timeMs,
          openTime[row],
          ...Object.values(shown.series).map((values) => values[row]),
        ]),
      ]),
  };
  await writeResult(texts[format](), output);
}

/** @throws {SquallError} USAGE: an unknown indicator, output or parameter. */
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
}

async function readSeries({ source, settings }: VerbOptions, symbol: string): Promise<SeriesRead> {
  const opened = await openSource({ ...source, symbolOfUnnamed: symbol }, settings, { keepsAll: true });
  try {
    return await seriesOf(opened, settings, symbol);
  } finally {
    await opened.feed.close?.();
  }
}

async function seriesOf(opened: OpenSource, settings: Settings, symbol: string): Promise<SeriesRead> {
  const { feed, timeframeMs, asOfMs, bars } = opened;
  // Files are read whole; other sources supply as many bars as a scan uses.
  const wanted = feed.source.kind === 'candles' ? settings.bars : bars;
  const { own, benchmark } = await readMarket(feed, symbol, {
    timeframeMs,
    asOfMs,
    ...(wanted === undefined ? {} : { bars: wanted }),
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
  return { series: own.series, benchmark, timeframeMs };
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

/** The bars of a span, or only the last ones. */
function cut(
  { openTimeMs, series }: IndicatorSeries,
  fromMs: number,
  toMs: number,
  last: number,
): IndicatorSeries {
  const inSpan = openTimeMs.flatMap((timeMs, row) => (timeMs >= fromMs && timeMs <= toMs ? [row] : []));
  const rows = inSpan.slice(Math.max(0, inSpan.length - last));
  const pick = <Value>(values: readonly Value[]): Value[] => rows.map((row) => values[row]);
  return {
    openTimeMs: pick(openTimeMs),
    series: Object.fromEntries(Object.entries(series).map(([name, values]) => [name, pick(values)])),
  };
}

/** As many indicators as fit the terminal; CSV and JSON have them all. */
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
