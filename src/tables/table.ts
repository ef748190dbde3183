/**
 * What a column holds. `label`: text of which the same few stand again and again. `timestamp`: UTC ms, of the proleptic
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

/** Some rows of a table: the values of each of its columns, in their order and all as many. */
export type TablePart = readonly (readonly Cell[])[];

/** Rows under named columns, as data tools read them. */
export interface Table {
  readonly columns: readonly TableColumn[];
  /** The rows in their order, a part after the other: what makes the table need not have all of them at once. */
  readonly parts: AsyncIterable<TablePart> | Iterable<TablePart>;
  /** What the file says of itself; asked for when all parts have been taken. */
  metadata(): Readonly<Record<string, string>>;
}

/** Takes the bytes of a file in their order. They are the caller's own again when it returns. */
export type WriteBytes = (bytes: Uint8Array) => void;

/** Rows that are encoded together: as many as DuckDB takes at once. */
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
