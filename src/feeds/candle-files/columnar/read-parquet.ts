import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import type { FileRows } from '../file-rows.js';
import { readTable } from '../table-reader.js';
import { columnarTable, unreadableColumns } from './columnar-table.js';

/** Rows that are read at once: memory is bounded by it, whatever the file's groups are. */
const ROWS_AT_ONCE = 262_144;

/**
 * Reads a Parquet file, part by part.
 * @throws {SquallError} DATA_INVALID: one sentence; or the reason of the signal.
 */
export async function readParquet(file: AsyncBuffer, rows: FileRows, signal?: AbortSignal): Promise<void> {
  const { parquetMetadataAsync } = await import('hyparquet');
  const { name } = rows.facts;
  try {
    const metadata = await parquetMetadataAsync(file);
    const rowCount = Number(metadata.num_rows);
    for (let start = 0; start < rowCount; start += ROWS_AT_ONCE) {
      signal?.throwIfAborted();
      const end = Math.min(rowCount, start + ROWS_AT_ONCE);
      await readPart({ file, metadata, rowStart: start, rowEnd: end }, rows);
    }
  } catch (error) {
    throw signal?.aborted ? error : unreadableColumns(error, name, 'Parquet');
  }
}

interface Part {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly rowStart: number;
  readonly rowEnd: number;
}

async function readPart(part: Part, rows: FileRows): Promise<void> {
  const { parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const objects = await parquetReadObjects({ ...part, compressors });
  const names = Object.keys(objects.at(0) ?? {});
  const cell = (row: number, column: number): unknown => objects[row][names[column]];
  readTable(columnarTable({ names, rowCount: objects.length, cell }, rows.facts.name, part.rowStart), rows);
}
