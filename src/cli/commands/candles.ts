import { dirname, join } from 'node:path';
import { findStore, storeNames } from '../../library/node/candle-stores.js';
import { freqtradeFiles } from '../../library/node/export/export-freqtrade.js';
import { exportStore } from '../../library/node/export/export-store.js';
import { importCandles } from '../../library/node/import-candles.js';
import { displaySymbol } from '../../market/symbol.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { openCandleStore } from '../../store/candle-store.js';
import type { MarketSummary, StoreSummary } from '../../store/summary.js';
import { summarize } from '../../store/summary.js';
import { verifyStore } from '../../store/verify-store.js';
import { EXIT } from '../../util/error-codes.js';
import { isoTime } from '../../util/iso-time.js';
import { SquallError } from '../../util/squall-error.js';
import { flagValue } from '../flag-value.js';
import type { Column } from '../format/columns.js';
import { layOut } from '../format/columns.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { notifyLeftOut } from '../with-history.js';
import { notesOnStderr } from '../notes.js';
import { makeOutputFolder, writeFileWhole, writeResult, writeStdout } from '../output.js';
import { parseInstant } from '../parse.js';
import { storeRootOf } from '../sources.js';
import type { VerbOptions } from '../verb-options.js';
import { counted } from '../../util/number-text.js';

const timeOrDash = (timeMs: number | null): string => (timeMs === null ? '–' : isoTime(timeMs));
const right = 'right' as const;
const left = 'left' as const;

const STORE_COLUMNS: readonly Column<StoreSummary>[] = [
  { title: 'store', align: left, giveWay: 0, cell: ({ store }) => store },
  { title: 'markets', align: right, giveWay: 0, cell: ({ markets }) => String(markets.length) },
  { title: 'gone', align: right, giveWay: 3, cell: ({ goneMarkets }) => String(goneMarkets) },
  { title: 'bars', align: right, giveWay: 0, cell: ({ bars }) => String(bars) },
  { title: 'bytes', align: right, giveWay: 2, cell: ({ bytes }) => String(bytes) },
  { title: 'from', align: left, giveWay: 0, cell: ({ fromMs }) => timeOrDash(fromMs) },
  { title: 'to', align: left, giveWay: 0, cell: ({ toMs }) => timeOrDash(toMs) },
  { title: 'to fetch', align: right, giveWay: 1, cell: ({ barsToFetch }) => String(barsToFetch) },
];

const MARKET_COLUMNS: readonly Column<MarketSummary>[] = [
  { title: 'market', align: left, giveWay: 0, cell: ({ symbol }) => displaySymbol(symbol) },
  { title: 'bars', align: right, giveWay: 0, cell: ({ bars }) => String(bars) },
  { title: 'first', align: left, giveWay: 0, cell: ({ fromMs }) => isoTime(fromMs) },
  { title: 'last close', align: left, giveWay: 0, cell: ({ toMs }) => isoTime(toMs) },
  { title: 'quiet', align: right, giveWay: 1, cell: ({ quietBars }) => String(quietBars) },
  { title: 'to fetch', align: right, giveWay: 1, cell: ({ barsToFetch }) => String(barsToFetch) },
  { title: 'listed', align: left, giveWay: 3, cell: ({ listedAtMs }) => timeOrDash(listedAtMs) },
  { title: 'gone since', align: left, giveWay: 2, cell: ({ goneSinceMs }) => timeOrDash(goneSinceMs) },
];

/** `squall candles list`: the candle stores on this machine. */
export async function candlesListVerb({ settings, format, output }: VerbOptions): Promise<void> {
  const root = storeRootOf(settings);
  const stores = storeNames(root).map((name) => summarize(openCandleStore(join(root, name))));
  const rowOf = ({ markets, ...store }: StoreSummary) => ({ ...store, markets: markets.length });
  const text =
    format === 'json'
      ? jsonText({ schemaVersion: SCHEMA_VERSION, root, stores: stores.map(rowOf) })
      : stores.length === 0
        ? `No candle store in ${root} (squall download makes one)\n`
        : `${layOut(STORE_COLUMNS, stores, terminalWidth()).join('\n')}\n`;
  await writeResult(text, output);
}

/** `squall candles info STORE`: what a store has of each market, and what it lacks. */
export async function candlesInfoVerb(options: VerbOptions, name: string): Promise<void> {
  const { settings, format, output } = options;
  const summary = summarize(openCandleStore(findStore(name, storeRootOf(settings))));
  const lines = [
    ...layOut(STORE_COLUMNS, [summary], terminalWidth()),
    ...summary.outages.map(
      ({ fromMs, toMs }) => `no market has bars from ${isoTime(fromMs)} to ${isoTime(toMs)}`,
    ),
    '',
    ...layOut(MARKET_COLUMNS, summary.markets, terminalWidth()),
  ];
  for (const problem of summary.problems) notesOnStderr(settings)(problem);
  if (summary.problems.length > 0) process.exitCode = EXIT.damaged;
  await writeResult(
    format === 'json' ? jsonText({ schemaVersion: SCHEMA_VERSION, ...summary }) : `${lines.join('\n')}\n`,
    output,
  );
}

/**
 * `squall candles verify STORE`: every byte against its hash, every bar read. Exit 22 if anything is damaged.
 */
export async function candlesVerifyVerb(options: VerbOptions, name: string): Promise<void> {
  const { settings, format, output } = options;
  const folder = findStore(name, storeRootOf(settings));
  const report = verifyStore(folder);
  const { markets, segments, bars, damage } = report;
  const verdict = damage.length === 0 ? 'sound' : `${damage.length} damaged`;
  const text = [
    `${folder}: ${verdict}; ${counted(bars, 'bar')} of ${counted(markets, 'market')} in ${counted(segments, 'segment')}`,
    ...damage.map(({ file, what }) => `  ${file}: ${what}`),
  ];
  if (damage.length > 0) process.exitCode = EXIT.damaged;
  await writeResult(
    format === 'json'
      ? jsonText({ schemaVersion: SCHEMA_VERSION, folder, ...report })
      : `${text.join('\n')}\n`,
    output,
  );
}

const EXPORT_FORMATS = ['parquet', 'arrow', 'csv'] as const;

/** `squall candles export STORE --parquet | --arrow | --csv FILE | --freqtrade FOLDER` */
export async function candlesExportVerb(options: VerbOptions, name: string): Promise<void> {
  const { settings, flags, format: printed } = options;
  const wanted = EXPORT_FORMATS.flatMap((format) => {
    const file = flags[format];
    return typeof file === 'string' ? [{ format, file }] : [];
  });
  const { freqtrade } = flags;
  if (wanted.length === 0 && typeof freqtrade !== 'string') {
    throw new SquallError(
      'USAGE',
      'Expected --parquet, --arrow or --csv with the file to write, or --freqtrade with a folder, got none',
    );
  }
  const store = openCandleStore(findStore(name, storeRootOf(settings)));
  const span = {
    fromMs: flagValue(flags, 'from', parseInstant) ?? -Infinity,
    toMs: flagValue(flags, 'to', parseInstant) ?? Infinity,
  };
  const exported: ExportedFile[] = [];
  for (const { format, file } of wanted) {
    let rows = 0;
    await writeFileWhole(file, async (write) => {
      rows = await exportStore(store, { format, span, write, symbols: settings.symbols });
    });
    exported.push({ file, format, rows });
  }
  if (typeof freqtrade === 'string') {
    for (const { name: below, write: writeRows } of freqtradeFiles(store, {
      span,
      symbols: settings.symbols,
    })) {
      const file = join(freqtrade, below);
      let rows = 0;
      makeOutputFolder(dirname(file));
      await writeFileWhole(file, (write) => {
        rows = writeRows(write);
      });
      exported.push({ file, format: 'freqtrade', rows });
    }
  }
  if (printed === 'json') await writeStdout(jsonText({ schemaVersion: SCHEMA_VERSION, exported }));
  else if (!settings.quiet) await writeStdout(exportedText(exported, freqtrade));
}

interface ExportedFile {
  readonly file: string;
  readonly format: string;
  readonly rows: number;
}

/** One line per file; a single line for freqtrade's folder. */
function exportedText(exported: readonly ExportedFile[], folder: unknown): string {
  const lines = exported
    .filter(({ format }) => format !== 'freqtrade')
    .map(({ file, rows }) => `${file}: ${counted(rows, 'bar')}\n`);
  const files = exported.filter(({ format }) => format === 'freqtrade');
  if (files.length > 0) {
    const rows = files.reduce((sum, file) => sum + file.rows, 0);
    lines.push(`${String(folder)}: ${counted(rows, 'bar')} in ${counted(files.length, 'file')}\n`);
  }
  return lines.join('');
}

/** `squall candles import FILES`: imports candle files into a store, which downloads can then extend. */
export async function candlesImportVerb(
  { settings, flags, format, output }: VerbOptions,
  paths: readonly string[],
): Promise<void> {
  const exchange = typeof flags.as === 'string' ? flags.as : 'files';
  if (!/^(emulated-)?[a-z0-9]+$/.test(exchange)) {
    throw new SquallError(
      'USAGE',
      `--as: expected the id of an exchange such as binance, got ${JSON.stringify(exchange)}`,
    );
  }
  const report = await importCandles(paths, {
    root: storeRootOf(settings),
    exchange,
    type: settings.type,
    timeframeMs: settings.timeframe,
    nowMs: Date.now(),
  });
  report.warnings.forEach(notesOnStderr(settings));
  notifyLeftOut(report.leftOut, settings);
  const { store, folder, markets, bars } = report;
  await writeResult(
    format === 'json'
      ? jsonText({ schemaVersion: SCHEMA_VERSION, ...report })
      : `${store}: ${counted(bars, 'new bar')} of ${counted(markets, 'market')}\n  in ${folder}\n`,
    output,
  );
}
