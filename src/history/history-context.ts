import type { ColumnCalls, WrittenCalls } from '../kernels/engine/column-calls.js';
import { LANES } from '../kernels/engine/layout.js';
import { CONTEXT_FACTOR } from '../scanner/metrics-computer.js';
import type { HistoryKernels, HistoryKernelsOptions } from '../kernels/history/history-kernels.js';
import { PRICES } from './history-layout.js';
import type { MarketAddresses } from './history-memory.js';
import type { MarketHistory } from './market-history.js';

/** Only the row before a chunk: the average resumes from its state, and no window reaches further back. */
const LOOKBACK = 1;

/** The kernels that a context needs. */
export function contextOptions(blockCount: number, chunkRows: number): HistoryKernelsOptions {
  return {
    blockBenchmarks: new Array<number>(blockCount).fill(0),
    benchmarkCount: 0,
    lookback: LOOKBACK,
    chunkRows: Math.ceil(chunkRows / CONTEXT_FACTOR),
    indicators: [{ id: 'atr' }],
  };
}

/**
 * The ATR of the context timeframe, over closed context bars only. Chunks start on a context bar, so they hold whole
 * ones; like `resample`, it omits a first context bar that starts before the market does.
 */
export class HistoryContext {
  readonly #kernels: HistoryKernels;
  readonly #lookback: number;
  readonly #atr: number;
  /** By market. */
  readonly #packs: readonly WrittenCalls[];
  readonly #ratios: readonly WrittenCalls[];

  /**
   * @param lookback  rows of a market's buffers before the chunk
   * @param lanes  each market's lane in its block
   */
  constructor(
    kernels: HistoryKernels,
    calls: ColumnCalls,
    markets: readonly MarketAddresses[],
    lanes: readonly number[],
    lookback: number,
  ) {
    this.#lookback = lookback;
    this.#kernels = kernels;
    this.#atr = this.#kernels.outputIndex('atr') + LOOKBACK * LANES;
    const [, change, upper, lower] = this.#kernels.inputIndices.map(
      (index) => (index + LOOKBACK * LANES) * 4,
    );
    const factor = CONTEXT_FACTOR;
    this.#packs = markets.map(({ bars: { high, low, close }, prices }, market) => {
      const at = lanes[market] * 4;
      const lane = { changeLane: change + at, upperLane: upper + at, lowerLane: lower + at };
      return calls.write([{ kernel: 'packContext', high, low, close, ...lane, factor, prices }]);
    });
    this.#ratios = markets.map(({ bars: { close }, metrics: { contextAtrRatio: out }, prices }, market) => {
      const lane = (this.#atr + lanes[market]) * 4;
      return calls.write([{ kernel: 'contextRatio', lane, close, out, factor, prices }]);
    });
  }

  run(block: number, markets: readonly MarketHistory[], rowCount: number): void {
    const starts = markets.map((market) => this.#firstBar(market) + LOOKBACK);
    this.#kernels.setStarts(block, starts);
    this.#kernels.run(block, Math.floor(rowCount / CONTEXT_FACTOR));
  }

  /** Writes contextAtrRatio of one market of the block that ran last. */
  read(lane: number, market: MarketHistory, rowCount: number): void {
    const bars = Math.floor(rowCount / CONTEXT_FACTOR);
    const end = market.to - this.#lookback;
    this.#ratios[market.index].run(market.from - this.#lookback, end);
    const last = this.#kernels.floats[this.#atr + lane + (bars - 1) * LANES];
    market.prices[PRICES.contextAtr] = bars > 0 && end === rowCount ? last * market.scale : NaN;
  }

  /** The market's first whole context bar, relative to the chunk's first. */
  #firstBar({ start }: MarketHistory): number {
    return Math.ceil((start - this.#lookback) / CONTEXT_FACTOR);
  }

  /**
   * Starts a block, before its markets are written.
   * @param isWhole  whether 4 markets write all rows
   */
  beginBlock(isWhole: boolean): void {
    if (!isWhole) this.#kernels.clearInputs();
  }

  /** Writes a market's context bars into its lane. */
  write(lane: number, market: MarketHistory, rowCount: number): void {
    const bars = Math.floor(rowCount / CONTEXT_FACTOR);
    const firstBar = this.#firstBar(market);
    const from = Math.max(0, firstBar);
    const to = Math.max(from, Math.min(bars, Math.floor((market.to - this.#lookback) / CONTEXT_FACTOR)));
    this.#packs[market.index].run(from, to);
    // The first one has no close before it.
    const change = this.#kernels.inputIndices[1] + LOOKBACK * LANES + lane;
    if (from === firstBar && from < to) this.#kernels.floats[change + from * LANES] = NaN;
  }
}
