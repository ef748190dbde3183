/**
 * Band widths that differ by less than this fraction are equal: the sums of equal windows differ by rounding, by at
 * most a quarter of it (test/kernels/width-ties.test.ts). The same as in assembly/width-column.ts.
 */
export const TIE_TOLERANCE = 2 ** -21;
