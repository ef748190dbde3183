/**
 * Two band widths that differ by less than this share are equally wide: what equal windows are summed to differs by
 * roundings, by a fourth of it at the most (test/kernels/width-ties.test.ts). As in assembly/width-column.ts.
 */
export const TIE_TOLERANCE = 2 ** -21;
