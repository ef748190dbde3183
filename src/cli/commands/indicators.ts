import { CATALOGUE } from '../../indicators/catalogue.js';
import { requireIntact } from '../../kernels/engine/guards.js';
import { Slab } from '../../kernels/slab/slab.js';
import { barCount } from '../../market/candle-series.js';
import type { CandleSeries } from '../../market/candle-series.js';
import { displaySymbol } from '../../market/symbol.js';
import { formatTimeframe } from '../../market/timeframe.js';
import { acquireBatch } from '../../scanner/acquire.js';
import { referenceSymbol, resolveSymbol } from '../../scanner/universe.js';
import { describeError } from '../../scanner/scan-result.js';
import { EXIT, SquallError } from '../../util/squall-error.js';
import type { Column } from '../format/columns.js';
import { layOut } from '../format/columns.js';
import { isoTime, MISSING, roundedPrice } from '../format/numbers.js';
import { csvLines, jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { marketProblem } from '../market-problem.js';
import { createNodeEngine } from '../node-engine.js';
import { writeResult } from '../output.js';
import { Expected, parseInstant } from '../parse.js';
import type { VerbOptions } from '../verb-options.js';
import type { Settings } from '../settings.js';
import type { OpenSource } from '../sources.js';
import { openSource } from '../sources.js';
import { tellSourceWarnings } from '../source-warnings.js';

/** Rows of the printed span, and each output as an array of the same length; null = not defined. */
interface IndicatorSeries {
  readonly openTimeMs: readonly number[];
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}

/** `squall indicators SYMBOL`: every output of the catalogue from the first bar of the input on. */
export async function indicatorsVerb(options: VerbOptions, symbol: string): Promise<void> {
  const { settings, format, output, flags } = options;
  const fromMs = spanEdge(flags.from, '--from') ?? -Infinity;
  const toMs = spanEdge(flags.to, '--to') ?? Infinity;
  const { series, reference, timeframeMs } = await readSeries(options, symbol);
  const all = await computeSeries(series, reference, timeframeMs, settings.engine ?? 'auto');
  const shown = cut(all, fromMs, toMs);
  const texts: Readonly<Record<string, () => string>> = {
    table: () => tableText(shown),
    json: () =>
      jsonText({
        schemaVersion: 1,
        symbol: series.symbol,
        timeframe: formatTimeframe(timeframeMs),
        ...shown,
      }),
    csv: () =>
      csvLines([
        ['openTimeMs', ...Object.keys(shown.series)],
        ...shown.openTimeMs.map((timeMs, row) => [
          timeMs,
          ...Object.values(shown.series).map((values) => values[row]),
        ]),
      ]),
  };
  await writeResult(texts[format](), output);
}

interface SeriesRead {
  readonly series: CandleSeries;
  readonly reference: CandleSeries | null;
  readonly timeframeMs: number;
}

async function readSeries({ source, settings }: VerbOptions, symbol: string): Promise<SeriesRead> {
  const opened = await openSource(source, settings, null);
  try {
    return await seriesOf(opened, settings, symbol);
  } finally {
    await opened.close?.();
  }
}

async function seriesOf(opened: OpenSource, settings: Settings, symbol: string): Promise<SeriesRead> {
  const { feed, timeframeMs, asOfMs, bars } = opened;
  const markets = await feed.markets();
  const market = markets.find((candidate) => candidate.symbol === resolveSymbol(symbol, markets));
  if (market === undefined) throw new Error(`${symbol} was resolved to a market that is not listed`);
  const btc = markets.find((candidate) => candidate.symbol === referenceSymbol(market));
  const wanted = btc === undefined || btc === market ? [market] : [market, btc];
  const everything = feed.source.kind === 'candles' ? Number.MAX_SAFE_INTEGER : bars;
  const request = {
    feed,
    timeframeMs,
    asOfMs,
    barCount: settings.bars ?? everything,
    signal: undefined,
    knownFacts: null,
  };
  const [own, reference] = await acquireBatch(request, wanted);
  tellSourceWarnings(feed, settings);
  if (own.series === null) {
    throw marketProblem({ symbol: market.symbol, errors: [own.error ?? own.issues[0]] }, opened);
  }
  if (!settings.quiet) {
    for (const issue of own.issues) {
      process.stderr.write(
        `squall: ${displaySymbol(market.symbol)}: ${describeError(issue)}; a scan would not score it\n`,
      );
    }
  }
  return { series: own.series, reference: reference?.series ?? null, timeframeMs };
}

async function computeSeries(
  series: CandleSeries,
  reference: CandleSeries | null,
  timeframeMs: number,
  engineName: Parameters<typeof createNodeEngine>[0],
): Promise<IndicatorSeries> {
  const { engine } = await createNodeEngine(engineName);
  const bars = barCount(series);
  const slab = new Slab(engine, {
    marketCount: 1,
    barCount: bars,
    timeframeMs,
    indicators: CATALOGUE.map(({ id }) => ({ id })),
    mode: 'series',
  });
  slab.reset(series.openTimeMs[bars - 1]);
  if (reference !== null) slab.setReference('BTC', reference);
  const lane = slab.add(series, reference === null ? null : 'BTC');
  slab.run();
  requireIntact(slab.checkGuards());
  const outputs = CATALOGUE.flatMap((row) => row.outputs.map(({ name }) => name));
  return {
    openTimeMs: Array.from(series.openTimeMs),
    series: Object.fromEntries(
      outputs.map((name) => [
        name,
        Array.from(slab.series(lane, name), (value) => (Number.isNaN(value) ? null : value)),
      ]),
    ),
  };
}

function cut({ openTimeMs, series }: IndicatorSeries, fromMs: number, toMs: number): IndicatorSeries {
  const rows = openTimeMs.flatMap((timeMs, row) => (timeMs >= fromMs && timeMs <= toMs ? [row] : []));
  const pick = <Value>(values: readonly Value[]): Value[] => rows.map((row) => values[row]);
  return {
    openTimeMs: pick(openTimeMs),
    series: Object.fromEntries(Object.entries(series).map(([name, values]) => [name, pick(values)])),
  };
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

function spanEdge(text: unknown, flag: string): number | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return parseInstant(text);
  } catch (error) {
    if (!(error instanceof Expected)) throw error;
    throw new SquallError(
      'USAGE',
      `${flag}: expected ${error.message}, got ${JSON.stringify(text)}`,
      EXIT.usage,
    );
  }
}
