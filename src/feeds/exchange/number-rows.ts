/** Rows of numbers of one length, stored consecutively in `values`; anything else is NaN. */
export class NumberRows {
  /** Numbers per row; 0 if there is none. */
  readonly width: number;

  constructor(
    readonly values: Float64Array,
    /** Rows. */
    readonly length: number,
  ) {
    this.width = length === 0 ? 0 : values.length / length;
  }
}
