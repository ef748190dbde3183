import type { Engine } from '../../kernels/engine.js';
import { LANES } from '../../kernels/layout.js';
import { CONTEXT_FACTOR } from '../metrics-computer.js';
import { HistoryKernels } from './history-kernels.js';
import type { MarketHistory } from './market-history.js';

/** Only the row before a block: the average goes on from its state, and no window looks back. */
const LOOKBACK = 1;

/**
 * The ATR of the context timeframe, of closed context bars only. Blocks begin where a context bar does, so each holds
 * whole ones; a market's first, begun before it, is left out as resample does.
 */
export class HistoryContext {
  readonly #engine: Engine;
  readonly #kernels: HistoryKernels;
  readonly #lookback: number;

  /** @param lookback  rows of a market's buffers before the block */
  constructor(engine: Engine, groupCount: number, lookback: number, blockRows: number) {
    this.#engine = engine;
    this.#lookback = lookback;
    this.#kernels = new HistoryKernels(engine, {
      groupReferences: new Array<number>(groupCount).fill(0),
      referenceCount: 0,
      lookback: LOOKBACK,
      blockRows: Math.ceil(blockRows / CONTEXT_FACTOR),
      indicators: [{ id: 'atr' }],
    });
  }

  /** Writes contextAtrRatio of a group's markets; `bases`: where each one's column begins. */
  run(
    group: number,
    markets: readonly MarketHistory[],
    bases: readonly number[],
    rowCount: number,
    contextAtrRatio: Float64Array,
  ): void {
    const bars = Math.floor(rowCount / CONTEXT_FACTOR);
    this.#kernels.setStarts(
      group,
      markets.map((market) => this.#firstBar(market) + LOOKBACK),
    );
    for (const [lane, market] of markets.entries()) this.#write(group, lane, market, bars);
    this.#kernels.run(group, bars);
    const atr = this.#kernels.outputIndex('atr') + LOOKBACK * LANES;
    const floats = this.#engine.floats();
    for (const [lane, market] of markets.entries()) {
      const { from, to, scale, bars: candles } = market;
      const shift = bases[lane] - this.#lookback;
      let row = from;
      while (row < to) {
        // A context bar is known from its last part's close on.
        const closed = Math.floor((row - this.#lookback + 1) / CONTEXT_FACTOR);
        if (closed > 0) market.contextAtr = floats[atr + (closed - 1) * LANES + lane] * scale;
        const end = Math.min(to, this.#lookback + (closed + 1) * CONTEXT_FACTOR - 1);
        for (; row < end; row++) contextAtrRatio[row + shift] = market.contextAtr / candles.close[row];
      }
      if (bars > 0 && to === this.#lookback + rowCount) {
        market.contextAtr = floats[atr + (bars - 1) * LANES + lane] * scale;
      }
    }
  }

  dispose(): void {
    this.#kernels.dispose();
  }

  /** The market's first whole context bar, counted from the block's first. */
  #firstBar({ start }: MarketHistory): number {
    return Math.ceil((start - this.#lookback) / CONTEXT_FACTOR);
  }

  #write(group: number, lane: number, market: MarketHistory, bars: number): void {
    const { high, low, close } = market.bars;
    const floats = this.#engine.floats();
    const [, change, upper, lower] = this.#kernels.inputIndices(group).map((at) => at + lane);
    const inverse = 1 / market.scale;
    const firstBar = this.#firstBar(market);
    for (let bar = 0; bar < bars; bar++) {
      const at = (bar + LOOKBACK) * LANES;
      const first = this.#lookback + bar * CONTEXT_FACTOR;
      const last = first + CONTEXT_FACTOR - 1;
      const isWhole = bar >= firstBar && last < market.to;
      let highest = high[first];
      let lowest = low[first];
      for (let row = first + 1; row <= last; row++) {
        highest = Math.max(highest, high[row]);
        lowest = Math.min(lowest, low[row]);
      }
      const price = close[last];
      const previous = bar > firstBar ? close[first - 1] : NaN;
      floats[change + at] = isWhole ? (price - previous) * inverse : NaN;
      floats[upper + at] = isWhole ? (highest - price) * inverse : NaN;
      floats[lower + at] = isWhole ? (lowest - price) * inverse : NaN;
    }
  }
}
