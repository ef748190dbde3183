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

  setStarts(group: number, markets: readonly MarketHistory[]): void {
    this.#kernels.setStarts(
      group,
      markets.map((market) => this.#firstBar(market) + LOOKBACK),
    );
  }

  run(group: number, rowCount: number): void {
    this.#kernels.run(group, Math.floor(rowCount / CONTEXT_FACTOR));
  }

  /** Writes contextAtrRatio of a market of the group that ran last. */
  read(lane: number, market: MarketHistory, contextAtrRatio: Float64Array, rowCount: number): void {
    const bars = Math.floor(rowCount / CONTEXT_FACTOR);
    const floats = this.#engine.floats();
    const atr = this.#kernels.outputIndex('atr') + LOOKBACK * LANES + lane;
    const { scale } = market;
    const { close } = market.bars;
    const first = market.from - this.#lookback;
    const end = market.to - this.#lookback;
    if (first > 0 || end < contextAtrRatio.length) contextAtrRatio.fill(NaN);
    let known = market.contextAtr;
    let row = first;
    while (row < end) {
      // A context bar is known from its last part's close on.
      const closed = Math.floor((row + 1) / CONTEXT_FACTOR);
      if (closed > 0) known = floats[atr + (closed - 1) * LANES] * scale;
      const next = Math.min(end, (closed + 1) * CONTEXT_FACTOR - 1);
      for (; row < next; row++) contextAtrRatio[row] = known / close[row + this.#lookback];
    }
    market.contextAtr = bars > 0 && end === rowCount ? floats[atr + (bars - 1) * LANES] * scale : NaN;
  }

  dispose(): void {
    this.#kernels.dispose();
  }

  /** The market's first whole context bar, counted from the block's first. */
  #firstBar({ start }: MarketHistory): number {
    return Math.ceil((start - this.#lookback) / CONTEXT_FACTOR);
  }

  /** Puts a market's context bars into its lane. */
  write(group: number, lane: number, market: MarketHistory, rowCount: number): void {
    const bars = Math.floor(rowCount / CONTEXT_FACTOR);
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
