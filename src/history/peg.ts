import type { CandleSeries } from '../market/candle-series.js';
import { PEG_MIN_BARS, PEG_TOLERANCE } from '../market/market-class.js';
import type { MarketHistory } from './market-history.js';

/** At which bars a market has kept to 1 for its whole window, as classifyMarket sees it. */
export class PegWatch {
  /** 1 for rows of the chunk at which it has. */
  readonly isPegged: Uint8Array;
  /** Whether it has at any of them. */
  isAnyPegged = false;
  readonly #windowBars: number;
  /** Bars since one was outside the peg. */
  #barsInPeg = 0;

  constructor(chunkRows: number, windowBars: number) {
    this.isPegged = new Uint8Array(chunkRows);
    this.#windowBars = windowBars;
  }

  /** Most prices are far from 1: only every so many bars is looked at, as long as it is outside. */
  watch(market: MarketHistory): void {
    const { from, to, start, rows } = market;
    const { high, low } = market.bars;
    const isInside = (row: number): boolean =>
      low[row] >= 1 - PEG_TOLERANCE && high[row] <= 1 + PEG_TOLERANCE;
    if (this.isAnyPegged) this.isPegged.fill(0);
    this.isAnyPegged = false;
    /** The last row that is known to be outside. */
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
        const bars = Math.min(row - start + 1, this.#windowBars);
        if (row - outside >= bars && bars >= PEG_MIN_BARS) {
          this.isPegged[row - rows.lookback] = 1;
          this.isAnyPegged = true;
        }
      }
      row = Math.max(row + 1, outside + PEG_MIN_BARS);
    }
    let last = to - 1;
    while (last > inside && isInside(last)) last--;
    this.#barsInPeg = last > inside ? to - 1 - last : to - 1 - outside;
  }
}

/** A series that keeps to 1 for as long as classifyMarket asks for. */
export function peggedSeries(firstOpenTimeMs: number, timeframeMs: number): CandleSeries {
  const one = new Float64Array(PEG_MIN_BARS).fill(1);
  return {
    symbol: '',
    timeframeMs,
    openTimeMs: one.map((_, bar) => firstOpenTimeMs + bar * timeframeMs),
    open: one,
    high: one,
    low: one,
    close: one,
    volume: one,
    filled: new Uint8Array(PEG_MIN_BARS),
  };
}
