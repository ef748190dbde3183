import type { PegRules } from '../market/peg.js';
import { bandMinBars, PEG_BANDS } from '../market/peg.js';
import { AnyPegWatch } from './any-peg.js';
import type { MarketHistory } from './market-history.js';
import { OnePegWatch } from './one-peg.js';

/** Finds the bars at which a market is a peg by findPeg over its whole window. */
export class PegWatch {
  /** 1 for rows of the chunk at which the market is a peg. */
  readonly isPegged: Uint8Array;
  /** Whether it is a peg at any of them. */
  isAnyPegged = false;
  readonly #watches: readonly (OnePegWatch | AnyPegWatch)[];

  constructor(chunkRows: number, windowBars: number, timeframeMs: number, rules: PegRules) {
    this.isPegged = new Uint8Array(chunkRows);
    const bands = PEG_BANDS.filter((band) => bandMinBars(band, timeframeMs) <= windowBars);
    this.#watches = [
      ...(rules.one ? [new OnePegWatch(windowBars)] : []),
      ...(rules.any ? bands : []).map((band) => new AnyPegWatch(windowBars, timeframeMs, band)),
    ];
  }

  watch(market: MarketHistory): void {
    if (this.isAnyPegged) this.isPegged.fill(0);
    this.isAnyPegged = false;
    for (const watch of this.#watches) {
      if (watch.mark(market, this.isPegged)) this.isAnyPegged = true;
    }
  }
}
