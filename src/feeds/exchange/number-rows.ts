/** Rows of numbers of one length, one after the other in `values`; what is not a number is NaN. */
export class NumberRows {
  /** Numbers in a row; 0 where there is none. */
  readonly width: number;

  constructor(
    readonly values: Float64Array,
    /** Rows. */
    readonly length: number,
  ) {
    this.width = length === 0 ? 0 : values.length / length;
  }
}
