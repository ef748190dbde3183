/**
 * Type of a column. `label`: text from a small set of repeated values. `timestamp`: UTC ms, of the proleptic
 * Gregorian calendar without leap seconds, as everywhere.
 */
export type ColumnType = 'label' | 'text' | 'double' | 'integer' | 'boolean' | 'timestamp';

/** null = not known; NaN counts as null. */
export type Cell = number | string | boolean | null;

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Whether there are rows without a value. */
  readonly isNullable: boolean;
}

/** Some rows of a table: the values of each of its columns, in order and of equal length. */
export type TablePart = readonly (readonly Cell[])[];

/** Rows under named columns, as read by data tools. */
export interface Table {
  readonly columns: readonly TableColumn[];
  /** The rows in order, part by part, so that the producer need not hold all of them at once. */
  readonly parts: AsyncIterable<TablePart> | Iterable<TablePart>;
  /** The file's metadata; requested once all parts have been taken. */
  metadata(): Readonly<Record<string, string>>;
}

/** Takes the bytes of a file in order. The caller may reuse them when it returns. */
export type WriteBytes = (bytes: Uint8Array) => void;

/** Rows encoded together: as many as DuckDB processes at once. */
const ROWS_PER_GROUP = 122_880;

/** The rows in groups of a size that readers like, whatever parts they come in. */
export async function* rowGroups(
  { columns, parts }: Pick<Table, 'columns' | 'parts'>,
  most = ROWS_PER_GROUP,
): AsyncGenerator<TablePart> {
  let group = columns.map((): Cell[] => []);
  for await (const part of parts) {
    const rows = part[0].length;
    for (let from = 0; from < rows;) {
      const to = Math.min(rows, from + most - group[0].length);
      for (const [index, values] of group.entries()) {
        for (let row = from; row < to; row++) values.push(known(part[index][row]));
      }
      from = to;
      if (group[0].length < most) continue;
      yield group;
      group = columns.map((): Cell[] => []);
    }
  }
  if (group[0].length > 0) yield group;
}

function known(value: Cell): Cell {
  return Number.isNaN(value) ? null : value;
}
