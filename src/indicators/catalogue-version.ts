/**
 * Moves whenever the same candles give other values: it is part of what went into a scan (`inputsSha256`), and a
 * recording says by which its results were computed. 2: RSI of standstills, ties of widths, distances in ATRs.
 * 3: pegs to any price.
 */
export const CATALOGUE_VERSION = '3';
