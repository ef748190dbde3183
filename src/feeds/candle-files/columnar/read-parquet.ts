import type { AsyncBuffer, ParquetScan } from 'hyparquet';
import type { FileRows } from '../file-rows.js';
import { readTable } from '../table-reader.js';
import { columnarTable, unreadableColumns } from './columnar-table.js';

/**
 * Rows read at once, which bounds memory: the size of a group written by pandas. For larger groups the
 * library has to reread the beginning for every part.
 */
const ROWS_AT_ONCE = 1_048_576;

/**
 * Reads a Parquet file, group by group.
 * @throws {SquallError} DATA_INVALID: one sentence; or the signal's reason.
 */
export async function readParquet(file: AsyncBuffer, rows: FileRows, signal?: AbortSignal): Promise<void> {
  const { parquetMetadataAsync, parquetScan, parquetSchema } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const { name } = rows.facts;
  try {
    const metadata = await parquetMetadataAsync(file);
    const names = parquetSchema(metadata).children.map((child) => child.element.name);
    const scan = await parquetScan({ file, metadata, compressors });
    for (const { rowStart, rowEnd } of scan.ranges) {
      for (let start = rowStart; start < rowEnd; start += ROWS_AT_ONCE) {
        signal?.throwIfAborted();
        const columns = await readColumns(scan, names, start, Math.min(rowEnd, start + ROWS_AT_ONCE));
        const cell = (row: number, column: number): unknown => columns[column][row];
        readTable(columnarTable({ names, rowCount: columns[0].length, cell }, name, start), rows);
      }
    }
  } catch (error) {
    throw signal?.aborted ? error : unreadableColumns(error, name, 'Parquet');
  }
}

/** One after another: decompressing a column needs memory for its input, too. */
async function readColumns(
  scan: ParquetScan,
  names: readonly string[],
  rowStart: number,
  rowEnd: number,
): Promise<ArrayLike<unknown>[]> {
  const columns: ArrayLike<unknown>[] = [];
  for (const column of names) columns.push(await scan.readColumn({ column, rowStart, rowEnd }));
  return columns;
}
