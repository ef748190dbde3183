import { toHex } from '../../../recording/format/frame.js';
import { describeDamage } from '../../../recording/reader/damage.js';
import { formatTimeframe } from '../../../market/timeframe.js';
import type { Table, TablePart, WriteBytes } from '../../../tables/table.js';
import type { OptionTable } from '../../../util/option-names.js';
import { checkOptionNames } from '../../../util/option-names.js';
import { shownValue } from '../../../util/plain-text.js';
import { SquallError } from '../../../util/squall-error.js';
import { usage } from '../../given.js';
import type { ReplayOptions } from '../../replay-scan.js';
import type { Replay } from '../replay.js';
import { candleTable } from './candle-table.js';
import { scanTable } from './scan-table.js';

/** Tables of a recording for data tools. */
export const RECORDING_TABLES = ['candles', 'scans'] as const;
export type RecordingTableName = (typeof RECORDING_TABLES)[number];

export const TABLE_FORMATS = ['parquet', 'arrow'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

export interface ExportOptions extends ReplayOptions {
  readonly table: RecordingTableName;
  readonly format: TableFormat;
  /** Receives the bytes of the file in order. */
  readonly write: WriteBytes;
  /** Scans that have been recomputed. @default none */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ExportedTable {
  readonly table: RecordingTableName;
  readonly format: TableFormat;
  readonly rows: number;
  readonly columns: number;
  /** What is missing from it or differs from the recording, one sentence each; usually empty. */
  readonly problems: readonly string[];
}

/**
 * Writes a table of a recording as a Parquet or Arrow file (docs/recording.md). Equal recordings give equal bytes.
 * @throws {SquallError} NO_DATA (65): there is nothing to write; USAGE (64): impossible options.
 */
export async function exportRecording(replay: Replay, options: ExportOptions): Promise<ExportedTable> {
  checkOptions(replay, options);
  const { table: name, format, write, onProgress = () => undefined, ...engine } = options;
  const { recording } = replay;
  const table = name === 'candles' ? await candleTable(recording) : scanTable(replay, engine, onProgress);
  let rows = 0;
  async function* counted(): AsyncGenerator<TablePart> {
    for await (const part of table.parts) {
      rows += part[0].length;
      yield part;
    }
  }
  const writeTable = await writerOf(format);
  const metadata = () => provenanceOf(replay, name);
  await writeTable({ columns: table.columns, parts: counted(), metadata }, write);
  const found = [...recording.frames.damage.map(describeDamage), ...table.problems()];
  if (rows === 0) {
    const because = found.length === 0 ? '' : `: ${found[0]}`;
    throw new SquallError('NO_DATA', `The recording has no ${name} to export${because}`);
  }
  return { table: name, format, rows, columns: table.columns.length, problems: found };
}

const OPTIONS: OptionTable<ExportOptions> = {
  table: true,
  format: true,
  write: true,
  onProgress: true,
  engine: true,
  wasm: true,
  workers: true,
  sha256: true,
};

/** JavaScript callers can pass anything. */
function checkOptions(replay: Replay, options: ExportOptions): void {
  if (typeof (replay as Partial<Replay> | null)?.scanAt !== 'function') {
    throw usage(`Expected a replay from openReplay, got ${shownValue(replay)}`);
  }
  checkOptionNames('exportRecording', options, OPTIONS);
  const { table, format, write } = options;
  if (!RECORDING_TABLES.includes(table)) {
    throw usage(`Expected \`table\` to be one of ${RECORDING_TABLES.join(', ')}, got ${shownValue(table)}`);
  }
  if (!TABLE_FORMATS.includes(format)) {
    throw usage(`Expected \`format\` to be one of ${TABLE_FORMATS.join(', ')}, got ${shownValue(format)}`);
  }
  if (typeof write !== 'function') {
    throw usage(`Expected \`write\` to be a function that takes bytes, got ${shownValue(write)}`);
  }
}

/** Each format's library loads when it is written. */
export async function writerOf(
  format: TableFormat,
): Promise<(table: Table, write: WriteBytes) => Promise<void>> {
  if (format === 'arrow') return (await import('../../../tables/arrow.js')).writeArrow;
  return (await import('../../../tables/parquet.js')).writeParquet;
}

/** Where the rows come from, for later readers of the file. */
function provenanceOf({ recording, preset }: Replay, table: RecordingTableName): Record<string, string> {
  const { header, frames, scans } = recording;
  return {
    'squall.table': table,
    'squall.source': JSON.stringify(header.source),
    'squall.timeframe': formatTimeframe(header.timeframeMs),
    'squall.preset': preset.name,
    'squall.scans': String(scans.length),
    'squall.recordingChain': frames.chain === null ? '' : toHex(frames.chain),
    'squall.recordedWith': header.squall,
    'squall.damagedParts': String(frames.damage.length),
  };
}
