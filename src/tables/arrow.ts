import type * as flechette from '@uwdata/flechette';
import type { Batch, Column, DataType } from '@uwdata/flechette';
import type { ColumnType, Table, TableColumn, WriteBytes } from './table.js';
import { rowGroups } from './table.js';

type Flechette = typeof flechette;

/** @param id  distinguishes the dictionaries of the columns */
function typeOf(arrow: Flechette, type: ColumnType, id: number): DataType {
  const types: Readonly<Record<ColumnType, () => DataType>> = {
    label: () => arrow.dictionary(arrow.utf8(), arrow.int32(), false, id),
    text: () => arrow.utf8(),
    double: () => arrow.float64(),
    integer: () => arrow.int32(),
    boolean: () => arrow.bool(),
    timestamp: () => arrow.timestamp(arrow.TimeUnit.MILLISECOND, 'UTC'),
  };
  return types[type]();
}

/**
 * Writes an Arrow IPC file (Feather V2), uncompressed, so that it can be mapped into memory. The library
 * assembles it in memory: 8 bytes per number.
 */
export async function writeArrow(table: Table, write: WriteBytes): Promise<void> {
  const arrow = await import('@uwdata/flechette');
  const dictionaries = arrow.dictionaryContext();
  const types = table.columns.map(({ type }, index) => typeOf(arrow, type, index));
  const batches = table.columns.map((): Batch<unknown>[] => []);
  for await (const group of rowGroups(table)) {
    for (const [index, values] of group.entries()) {
      const column = arrow.columnFromArray([...values], types[index], {}, dictionaries);
      batches[index].push(...(column.data as Batch<unknown>[]));
    }
  }
  dictionaries.finish({});
  const columns = batches.map((parts, index) => new arrow.Column(parts, types[index]));
  const sink = { write, pad: (count: number) => write(new Uint8Array(count)), finish: () => null };
  arrow.tableToIPC(tableOf(arrow, table, columns), { format: 'file', sink });
}

function tableOf(arrow: Flechette, table: Table, columns: Column<unknown>[]) {
  const fields = table.columns.map(({ name, isNullable }: TableColumn, index) =>
    arrow.field(name, columns[index].type, isNullable),
  );
  const schema = {
    version: arrow.Version.V5,
    endianness: arrow.Endianness.Little,
    fields,
    metadata: new Map(Object.entries(table.metadata())),
  };
  return new arrow.Table(schema, columns);
}
