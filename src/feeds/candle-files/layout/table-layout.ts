/** Contents of a table by column index from 0; −1 if there is no such column. */
export interface TableLayout {
  readonly columns: number;
  readonly symbol: number;
  readonly time: number;
  /** The time of day, if `time` contains only the day. */
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

/** Fields of the first rows of a table, as texts; they identify its columns. */
export type SampleRows = readonly (readonly string[])[];

/** Share of rows that must confirm a property: a few rows may be faulty. */
const MOST = 0.95;

/** Whether most rows for which a test decides (not null) pass it, and at least one does. */
export function mostRows<Row>(rows: readonly Row[], passes: (row: Row) => boolean | null): boolean {
  const verdicts = rows.map(passes).filter((verdict) => verdict !== null);
  return verdicts.length > 0 && verdicts.filter(Boolean).length >= MOST * verdicts.length;
}

/** The number in a field; NaN if there is none. */
export function numberIn(row: readonly string[], column: number): number {
  const text = row[column];
  return text === undefined || text.trim() === '' ? NaN : Number(text);
}
