import type { Replay } from '../../library/node/replay.js';
import { openReplay } from '../../library/node/replay.js';
import type { ReplayedScan } from '../../library/replay-scan.js';
import { describeDamage } from '../../recording/reader/damage.js';
import type { VerifyReport } from '../../recording/reader/verify.js';
import { SCHEMA_VERSION, scanDocument } from '../../scanner/scan-document.js';
import { EXIT } from '../../util/error-codes.js';
import { isoTime } from '../../util/iso-time.js';
import { jsonOf } from '../../util/plain-text.js';
import { SquallError } from '../../util/squall-error.js';
import { jsonText } from '../format/scan-formats.js';
import { scanTable } from '../format/scan-table.js';
import { paintFor } from '../format/style.js';
import { terminalWidth } from '../format/terminal.js';
import { notesOnStderr } from '../notes.js';
import { writeResult, writeStdout } from '../output.js';
import { flagValue } from '../flag-value.js';
import { parseInstant } from '../parse.js';
import { chosenMarkets } from '../shown-markets.js';
import { asProblem, engineOf, verifyReplay } from '../verify-replay.js';
import type { Settings } from '../settings.js';
import type { VerbOptions } from '../verb-options.js';
import { squallVersion } from '../../library/node/version.js';
import { counted } from '../../util/number-text.js';

/** `squall replay FILE`: recomputes a scan of the recording and compares it; with --verify, all of them. */
export async function replayVerb(options: VerbOptions, path: string): Promise<void> {
  const { settings, format, output, flags } = options;
  if (flags.step === true && output !== undefined) {
    throw new SquallError(
      'USAGE',
      `-o cannot be combined with --step, which prints scan after scan; redirect its output > ${output}`,
    );
  }
  const replay = await openReplay(path);
  try {
    if (replay.recording.scans.length === 0) throw new SquallError('NO_DATA', `${path} has no scan`);
    if (flags.verify === true) return await verifyReplay(replay, options, path);
    if (flags.step === true) return await stepThrough(replay, options);
    const atMs = flagValue(flags, 'at', parseInstant);
    const index = atMs === undefined ? replay.recording.scans.length - 1 : replay.indexAt(atMs);
    const scan = await replay.scanAt(index, engineOf(settings));
    const isJson = format === 'json';
    await writeResult(
      isJson ? jsonText(documentOf(scan, settings)) : tableOf(replay, index, scan, settings),
      output,
    );
    if (isChanged(scan)) process.exitCode = EXIT.damaged;
  } finally {
    await replay.close();
  }
}

/** All scans in turn, printed as by `watch`: documents one per line. */
async function stepThrough(replay: Replay, { settings, format }: VerbOptions): Promise<void> {
  const note = notesOnStderr(settings);
  for (const [index, { record }] of replay.recording.scans.entries()) {
    const scan = await replay.scanAt(index, engineOf(settings)).catch(asProblem);
    if (scan instanceof SquallError) {
      const hadFailed = record.resultSha256 === null;
      const what = hadFailed ? 'had failed when it was recorded' : 'cannot be recomputed';
      note(`${isoTime(record.asOfMs)} ${what}: ${scan.message}`);
      if (!hadFailed) process.exitCode = EXIT.damaged;
      continue;
    }
    const text =
      format === 'json' ? jsonOf(documentOf(scan, settings)) : tableOf(replay, index, scan, settings);
    await writeStdout(`${text}\n`);
    if (isChanged(scan)) process.exitCode = EXIT.damaged;
  }
}

/** With other indicator definitions, hashes are expected to differ. */
function isChanged(scan: ReplayedScan): boolean {
  return !scan.isIdentical && scan.recordedSha256 !== null && scan.otherCatalogue === null;
}

/** `squall verify FILE`: structure, checksums, chain; exit 22 if anything is damaged. */
export async function verifyVerb({ format, output }: VerbOptions, path: string): Promise<void> {
  const replay = await openReplay(path);
  try {
    const report = await replay.verify();
    const document = { schemaVersion: SCHEMA_VERSION, recording: path, ...report };
    await writeResult(format === 'json' ? jsonText(document) : reportText(path, report), output);
    if (report.damage.length > 0 || report.unreadable.length > 0 || report.signature === 'invalid') {
      process.exitCode = EXIT.damaged;
    }
  } finally {
    await replay.close();
  }
}

function documentOf(
  { scanned, wasmSha256, isIdentical, recordedSha256, otherCatalogue: catalogue }: ReplayedScan,
  settings: Settings,
): object {
  const { result, engine, workers, events } = scanned;
  const squall = { version: squallVersion(), wasmSha256, engine, workers, workerEvents: events };
  const markets = chosenMarkets(result, settings, Infinity);
  return {
    ...scanDocument(result, squall, markets),
    recorded: {
      resultSha256: recordedSha256,
      isIdentical,
      ...(catalogue === null ? {} : { otherCatalogue: catalogue }),
    },
  };
}

function tableOf(replay: Replay, index: number, scan: ReplayedScan, settings: Settings): string {
  const { result, engine, traffic } = scan.scanned;
  const paint = paintFor(settings.color ?? 'auto');
  const markets = chosenMarkets(result, settings, Infinity);
  const badge =
    scan.recordedSha256 === null
      ? paint('yellow', 'the recorded scan had failed')
      : scan.isIdentical
        ? paint('green', 'identical to the recording')
        : scan.otherCatalogue === null
          ? paint('red', 'NOT what was recorded')
          : paint('yellow', scan.otherCatalogue);
  const head = `scan ${index + 1} of ${replay.recording.scans.length}, ${badge}`;
  const width = terminalWidth();
  return `${head}\n\n${scanTable(result, markets, { width, paint, engine, profile: null, traffic })}`;
}

const MIB = 2 ** 20;

function reportText(path: string, report: VerifyReport): string {
  const { bytes, frames, candles, scans, readableScans, isSealed, signature } = report;
  const state = isSealed ? 'sealed' : 'open: it can be resumed';
  return [
    `${path}: ${report.damage.length === 0 ? 'whole' : 'DAMAGED'}, ${state}`,
    `  ${(bytes / MIB).toFixed(2)} MiB in ${counted(frames, 'frame')}, ${counted(candles, 'candle')}, ${readableScans} of ${counted(scans, 'scan')} readable`,
    `  signature ${signature}, chain ${report.chain ?? 'broken'}`,
    ...report.damage.map((damage) => `  damage: ${describeDamage(damage)}`),
    ...report.torn.map(({ offset, end }) => `  torn: bytes ${offset} to ${end}, left unfinished and skipped`),
    ...(report.tail === null
      ? []
      : [`  ${counted(report.tail.bytes, 'byte')} from ${report.tail.offset} on: no whole scan yet`]),
    ...report.unreadable.map(({ asOfMs, reason }) => `  ${isoTime(asOfMs)} cannot be read: ${reason}`),
    '',
  ].join('\n');
}
