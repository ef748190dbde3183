import { isNearOne, PEG_MIN_BARS } from '../market/peg.js';
import type { MarketHistory } from './market-history.js';

/** Finds the bars at which a market has stayed near 1 for its whole window. */
export class OnePegWatch {
  /** Bars since the last one outside the peg. */
  #barsInPeg = 0;

  constructor(readonly windowBars: number) {}

  /**
   * Most prices are far from 1: while bars are outside, only one in PEG_MIN_BARS is checked.
   * @returns whether a row was marked
   */
  mark(market: MarketHistory, isPegged: Uint8Array): boolean {
    const { from, to, start, rows } = market;
    const { high, low } = market.bars;
    const isInside = (row: number): boolean => isNearOne(high[row], low[row]);
    let isAnyPegged = false;
    /** The last row known to be outside. */
    let outside = from - 1 - this.#barsInPeg;
    /** Rows (outside, inside] are known to be inside. */
    let inside = from - 1;
    let row = Math.max(from, outside + PEG_MIN_BARS);
    while (row < to) {
      let checked = row;
      while (checked > inside && isInside(checked)) checked--;
      if (checked > inside) outside = inside = checked;
      else {
        inside = row;
        const bars = Math.min(row - start + 1, this.windowBars);
        if (row - outside >= bars && bars >= PEG_MIN_BARS) {
          isPegged[row - rows.lookback] = 1;
          isAnyPegged = true;
        }
      }
      row = Math.max(row + 1, outside + PEG_MIN_BARS);
    }
    let last = to - 1;
    while (last > inside && isInside(last)) last--;
    this.#barsInPeg = last > inside ? to - 1 - last : to - 1 - outside;
    return isAnyPegged;
  }
}
