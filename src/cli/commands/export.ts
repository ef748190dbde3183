import { basename } from 'node:path';
import type { ExportedTable, RecordingTableName } from '../../library/node/export/export-recording.js';
import {
  exportRecording,
  RECORDING_TABLES,
  TABLE_FORMATS,
} from '../../library/node/export/export-recording.js';
import type { Replay } from '../../library/node/replay.js';
import { openReplay } from '../../library/node/replay.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { EXIT } from '../../util/error-codes.js';
import { readPlainBytes } from '../../files/plain-file.js';
import { SquallError } from '../../util/squall-error.js';
import { flagValue } from '../flag-value.js';
import { jsonText } from '../format/scan-formats.js';
import { notesOnStderr } from '../notes.js';
import { writeFileWhole, writeStdout } from '../output.js';
import { singlePage } from '../page-files.js';
import { parseChoice } from '../parse.js';
import { progressLine } from '../progress.js';
import type { VerbOptions } from '../verb-options.js';
import { counted } from '../../util/number-text.js';

const FORMATS = ['html', ...TABLE_FORMATS] as const;
const PLACE = '<script id="recording" type="application/octet-stream"></script>';

/** A file written. */
type Exported = { readonly file: string } & (
  { readonly format: 'html'; readonly scans: number; readonly problems: readonly string[] } | ExportedTable
);

/**
 * `squall export FILE --html | --parquet | --arrow OUT`: a page that replays the recording from disk, or its
 * candles or scans for data tools. Exit 22 if part of the recording is missing from the file or differs from
 * what was recorded.
 */
export async function exportVerb(options: VerbOptions, path: string): Promise<void> {
  const { flags, settings, format } = options;
  const wanted = FORMATS.flatMap((name) => {
    const file = flags[name];
    return typeof file === 'string' ? [{ name, file }] : [];
  });
  refuseContradictions(options, wanted);
  const table = flagValue(flags, 'table', parseChoice(RECORDING_TABLES)) ?? 'candles';
  const replay = await openReplay(path);
  try {
    const exported: Exported[] = [];
    for (const { name, file } of wanted) {
      exported.push(
        name === 'html'
          ? await exportPage(replay, path, file)
          : { file, ...(await exportTable(replay, table, name, file, options)) },
      );
    }
    const problems = [...new Set(exported.flatMap((one) => one.problems))];
    for (const problem of problems) notesOnStderr(settings)(`${path}: ${problem}`);
    if (problems.length > 0) process.exitCode = EXIT.damaged;
    if (format === 'json')
      await writeStdout(jsonText({ schemaVersion: SCHEMA_VERSION, recording: path, exported }));
    else if (!settings.quiet) await writeStdout(exported.map((one) => `${sentenceOf(one, path)}\n`).join(''));
  } finally {
    await replay.close();
  }
}

/** @throws {SquallError} USAGE */
function refuseContradictions(
  { flags }: VerbOptions,
  wanted: readonly { readonly name: string; readonly file: string }[],
): void {
  const refuse = (message: string): never => {
    throw new SquallError('USAGE', message);
  };
  if (wanted.length === 0) refuse('Expected --html, --parquet or --arrow with the file to write, got none');
  if (new Set(wanted.map(({ file }) => file)).size < wanted.length) {
    refuse(`Expected a file for each format, got ${wanted[0].file} more than once`);
  }
  if (flags.table !== undefined && wanted.every(({ name }) => name === 'html')) {
    refuse('--table needs --parquet or --arrow: a page contains everything');
  }
}

async function exportTable(
  replay: Replay,
  table: RecordingTableName,
  format: (typeof TABLE_FORMATS)[number],
  file: string,
  { settings }: VerbOptions,
): Promise<ExportedTable> {
  const { engine = 'auto', workers = 1, quiet = false } = settings;
  const line = progressLine(quiet);
  let exported: ExportedTable | null = null;
  try {
    await writeFileWhole(file, async (write) => {
      exported = await exportRecording(replay, {
        table,
        format,
        write,
        engine,
        workers,
        onProgress: line.update,
      });
    });
  } finally {
    line.clear();
  }
  return exported!;
}

async function exportPage({ recording }: Replay, path: string, file: string): Promise<Exported> {
  const { length } = recording.scans;
  if (length === 0) throw new SquallError('NO_DATA', `${path} has no scan to show`);
  const page = singlePage();
  if (!page.includes(PLACE)) throw new Error('The page has no place for a recording.');
  const data = Buffer.from(readPlainBytes(path, 0, Infinity)).toString('base64');
  const name = escapeAttribute(basename(path));
  const filled = `<script id="recording" type="application/octet-stream" data-name="${name}">${data}</script>`;
  // A function, because `$` has a meaning in a replacement string.
  await writeFileWhole(file, (write) => write(page.replace(PLACE, () => filled)));
  return { file, format: 'html', scans: length, problems: [] };
}

function sentenceOf(exported: Exported, path: string): string {
  const { file, format } = exported;
  if (format === 'html')
    return `${file}: ${counted(exported.scans, 'scan')} of ${path}; open it in a browser`;
  const { rows, columns, table } = exported;
  const how =
    format === 'parquet' ? `duckdb -c "from read_parquet('${file}')"` : `polars.read_ipc("${file}")`;
  const what = `${file}: ${table} of ${path}, ${counted(rows, 'row')} of ${counted(columns, 'column')}`;
  // A line of its own, to be copied.
  return `${what}\n  ${how}`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
