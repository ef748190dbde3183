/**
 * Incremented whenever the same candles give other values: it is part of a scan's inputs (`inputsSha256`),
 * and recordings state the version of their results. 2: RSI of flat prices, ties of widths, distances in
 * ATRs. 3: pegs to any price.
 */
export const CATALOGUE_VERSION = '3';
