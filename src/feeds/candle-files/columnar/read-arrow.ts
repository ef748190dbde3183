import type { FileRows } from '../file-rows.js';
import { readTable } from '../table-reader.js';
import { decodeLz4Frame } from './lz4-frame.js';
import { columnarTable, unreadableColumns } from './columnar-table.js';

/** Feather and Arrow files are read whole. */
export const MAX_ARROW_BYTES = 1024 * 1024 * 1024;

/**
 * Reads a Feather file of version 2 (Arrow IPC), uncompressed or with LZ4 or ZSTD.
 * @throws {SquallError} DATA_INVALID: one sentence.
 */
export async function readArrow(bytes: Uint8Array, rows: FileRows): Promise<void> {
  const { CompressionType, setCompressionCodec, tableFromIPC } = await import('@uwdata/flechette');
  const { compressors } = await import('hyparquet-compressors');
  const encode = (): never => {
    throw new Error('Nothing is written here');
  };
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: decodeLz4Frame, encode });
  setCompressionCodec(CompressionType.ZSTD, {
    // A separate copy: columns of doubles must start at a multiple of 8.
    decode: (packed, length) => compressors.ZSTD!(packed, length).slice(),
    encode,
  });
  const { name } = rows.facts;
  try {
    const table = tableFromIPC(bytes);
    const columns = table.names.map((_, index) => table.getChildAt(index));
    const cell = (row: number, column: number): unknown => columns[column].at(row);
    readTable(columnarTable({ names: table.names, rowCount: table.numRows, cell }, name, 0), rows);
  } catch (error) {
    throw unreadableColumns(error, name, 'Feather');
  }
}
