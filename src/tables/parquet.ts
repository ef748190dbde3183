import { gzipSync } from 'node:zlib';
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import type { Cell, ColumnType, Table, TableColumn, WriteBytes } from './table.js';
import { rowGroups } from './table.js';

/** Parquet's name and encoding of a type: what every reader of version 2 of the format knows. */
interface ParquetType extends Omit<SchemaElement, 'name' | 'repetition_type'> {
  readonly encoding?: NonNullable<ColumnSource['encoding']>;
}

const TEXT: ParquetType = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };

const TYPES: Readonly<Record<ColumnType, ParquetType>> = {
  label: { ...TEXT, encoding: 'RLE_DICTIONARY' },
  text: TEXT,
  double: { type: 'DOUBLE' },
  integer: { type: 'INT32' },
  boolean: { type: 'BOOLEAN' },
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    encoding: 'DELTA_BINARY_PACKED',
  },
};

/** Writes a Parquet file; only one row group at a time is in memory. */
export async function writeParquet(table: Table, write: WriteBytes): Promise<void> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const bytes = new ByteWriter();
  const drain = (): void => {
    write(bytes.getBytes());
    bytes.index = 0;
  };
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(table.columns),
    codec: 'GZIP',
    compressors: { GZIP: (plain) => gzipSync(plain) },
    createdBy: 'squall',
  });
  for await (const group of rowGroups(table)) {
    const rowGroupSize = group[0].length;
    const columnData = table.columns.map(({ name, type }, index): ColumnSource => {
      const { encoding } = TYPES[type];
      return { name, data: stored(type, group[index]), ...(encoding === undefined ? {} : { encoding }) };
    });
    await writer.write({ columnData, rowGroupSize });
    drain();
  }
  writer.kvMetadata = Object.entries(table.metadata()).map(([key, value]) => ({ key, value }));
  await writer.finish();
  drain();
}

function schemaOf(columns: readonly TableColumn[]): SchemaElement[] {
  return [
    { name: 'squall', num_children: columns.length },
    ...columns.map(({ name, type, isNullable }): SchemaElement => {
      const { encoding, ...element } = TYPES[type];
      return { name, ...element, repetition_type: isNullable ? 'OPTIONAL' : 'REQUIRED' };
    }),
  ];
}

function stored(type: ColumnType, values: readonly Cell[]): ColumnSource['data'] {
  if (type !== 'timestamp') return values as Cell[];
  return values.map((value) => (value === null ? null : BigInt(value as number)));
}
