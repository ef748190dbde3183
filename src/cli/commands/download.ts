import { defaultStoreFolder } from '../../library/node/candle-stores.js';
import type { DownloadReport } from '../../library/node/download.js';
import { download } from '../../library/node/download.js';
import { displaySymbol } from '../../market/symbol.js';
import { parseTimeframe } from '../../market/timeframe.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { ERROR_CODES, EXIT, isErrorCode } from '../../util/error-codes.js';
import { isoTime } from '../../util/iso-time.js';
import { SquallError } from '../../util/squall-error.js';
import { flagValue } from '../flag-value.js';
import { wrapWords } from '../format/columns.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { notesOnStderr } from '../notes.js';
import { writeResult, writeStdout } from '../output.js';
import { parseInstant } from '../parse.js';
import { progressLine } from '../progress.js';
import { drainOnSignals } from '../signals.js';
import { notifySourceWarnings } from '../source-warnings.js';
import { openNamedExchange } from '../sources.js';
import type { VerbOptions } from '../verb-options.js';
import { counted } from '../../util/number-text.js';

/** `squall download`: fetches the candles that an exchange's store lacks. */
export async function downloadVerb({ settings, flags, format, output }: VerbOptions): Promise<void> {
  const fromMs = flagValue(flags, 'from', parseInstant);
  if (fromMs === undefined) {
    throw new SquallError('USAGE', 'Expected --from with a start time, such as --from 2026-01-01, got none');
  }
  const toMs = flagValue(flags, 'to', parseInstant);
  const feed = await openNamedExchange(settings);
  const line = progressLine(settings.quiet ?? false);
  const signal = drainOnSignals();
  try {
    const report = await download(feed, {
      root: settings.storeDir ?? defaultStoreFolder(),
      timeframeMs: settings.timeframe ?? parseTimeframe('5m'),
      symbols: settings.symbols,
      onProgress: line.update,
      ...{ fromMs, toMs, signal },
      onKept: ({ symbol, fromMs: from, toMs: to, bars }) => {
        if (format !== 'ndjson') return;
        void writeStdout(`${JSON.stringify({ symbol, from: isoTime(from), to: isoTime(to), bars })}\n`);
      },
    });
    line.clear();
    notifySourceWarnings({ feed }, settings);
    const texts: Readonly<Record<string, () => string>> = {
      table: () => textOf(report),
      json: () => jsonText({ schemaVersion: SCHEMA_VERSION, ...report }),
      ndjson: () => `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...report })}\n`,
    };
    await writeResult(texts[format](), output);
    process.exitCode = exitOf(report);
  } catch (error) {
    if (!signal.aborted) throw error;
    notesOnStderr(settings)('Stopped. What was downloaded is kept; the same command resumes');
  } finally {
    line.clear();
    await feed.close();
  }
}

function textOf({
  store,
  folder,
  fromMs,
  toMs,
  markets,
  bars,
  requests,
  gone,
  unavailable,
  incomplete,
}: DownloadReport): string {
  const head = `${store}: ${counted(bars, 'new bar')} of ${counted(markets, 'market')}, ${isoTime(fromMs)} to ${isoTime(toMs)}, ${counted(requests, 'request')}`;
  const lines = [...wrapWords(head.split(' '), ' ', terminalWidth()), `  in ${folder}`];
  if (gone > 0) lines.push(`  ${counted(gone, 'market')} no longer on the exchange: kept in the store`);
  if (unavailable !== null) lines.push(`  not available: ${unavailable}`);
  for (const { symbol, code, message } of incomplete) {
    lines.push(`  incomplete: ${displaySymbol(symbol)} (${code}: ${message})`);
  }
  return `${lines.join('\n')}\n`;
}

/** Nonzero while bars are left to fetch, so that scripts can repeat the command. */
function exitOf({ incomplete }: DownloadReport): number {
  if (incomplete.length === 0) return EXIT.ok;
  const [{ code }] = incomplete;
  return isErrorCode(code) ? ERROR_CODES[code].exitCode : EXIT.unavailable;
}
