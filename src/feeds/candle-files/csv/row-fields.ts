import type { TableLayout } from '../layout/table-layout.js';

/** The fields of one row of a CSV, as far as they have been examined. */
export class RowFields {
  /** By column: its number, or UTC ms; for a clock, ms since midnight. */
  readonly values: Float64Array;
  /** By column, two each: start and end of its text. */
  readonly bounds: Int32Array;
  /** Whether the time has no zone, so that it may be local. */
  isLocalTime = false;

  constructor({ columns }: TableLayout) {
    this.values = new Float64Array(columns);
    this.bounds = new Int32Array(2 * columns);
  }
}
