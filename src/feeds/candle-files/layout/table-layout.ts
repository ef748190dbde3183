/** Which column of a table holds what, counted from 0; −1 where there is no such column. */
export interface TableLayout {
  readonly columns: number;
  readonly symbol: number;
  readonly time: number;
  /** The time of the day where `time` holds only the day. */
  readonly clock: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** In the base currency; −1: these candles have no volume. */
  readonly volume: number;
  readonly closeTime: number;
  /** Whether the bar was closed when the row was written: 1 or true. */
  readonly confirm: number;
}

/** Fields of the first rows of a table, as texts; they show what its columns are. */
export type SampleRows = readonly (readonly string[])[];

/** Share of rows that must show a thing before it is believed: a few rows may be faulty. */
const MOST = 0.95;

/** Whether most rows for which a test says anything (not null) pass it, and at least one does. */
export function mostRows<Row>(rows: readonly Row[], passes: (row: Row) => boolean | null): boolean {
  const verdicts = rows.map(passes).filter((verdict) => verdict !== null);
  return verdicts.length > 0 && verdicts.filter(Boolean).length >= MOST * verdicts.length;
}

/** The number in a field; NaN where there is none. */
export function numberIn(row: readonly string[], column: number): number {
  const text = row[column];
  return text === undefined || text.trim() === '' ? NaN : Number(text);
}
