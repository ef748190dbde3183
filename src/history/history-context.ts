import type { Engine } from '../kernels/engine/engine.js';
import { LANES } from '../kernels/engine/layout.js';
import { CONTEXT_FACTOR } from '../scanner/metrics-computer.js';
import { HistoryKernels } from '../kernels/history/history-kernels.js';
import type { MarketHistory } from './market-history.js';

/** Only the row before a chunk: the average goes on from its state, and no window looks back. */
const LOOKBACK = 1;

/**
 * The ATR of the context timeframe, of closed context bars only. Chunks begin where a context bar does, so each holds
 * whole ones; a market's first, begun before it, is left out as resample does.
 */
export class HistoryContext {
  readonly #engine: Engine;
  readonly #kernels: HistoryKernels;
  readonly #lookback: number;
  readonly #atr: number;

  /** @param lookback  rows of a market's buffers before the chunk */
  constructor(engine: Engine, blockCount: number, lookback: number, chunkRows: number) {
    this.#engine = engine;
    this.#lookback = lookback;
    this.#kernels = new HistoryKernels(engine, {
      blockReferences: new Array<number>(blockCount).fill(0),
      referenceCount: 0,
      lookback: LOOKBACK,
      chunkRows: Math.ceil(chunkRows / CONTEXT_FACTOR),
      indicators: [{ id: 'atr' }],
    });
    this.#atr = this.#kernels.outputIndex('atr') + LOOKBACK * LANES;
  }

  run(block: number, markets: readonly MarketHistory[], rowCount: number): void {
    const starts = markets.map((market) => this.#firstBar(market) + LOOKBACK);
    this.#kernels.setStarts(block, starts);
    this.#kernels.run(block, Math.floor(rowCount / CONTEXT_FACTOR));
  }

  /** Writes contextAtrRatio of a market of the block that ran last. */
  read(lane: number, market: MarketHistory, rowCount: number): void {
    const bars = Math.floor(rowCount / CONTEXT_FACTOR);
    const { addresses, scale, contextAtr } = market;
    const first = market.from - this.#lookback;
    const end = market.to - this.#lookback;
    this.#engine.kernels.contextRatioColumn(
      (this.#atr + lane) * 4,
      addresses.bars.close,
      addresses.metrics.contextAtrRatio,
      first,
      end,
      CONTEXT_FACTOR,
      scale,
      contextAtr,
    );
    const last = this.#kernels.floats[this.#atr + lane + (bars - 1) * LANES];
    market.contextAtr = bars > 0 && end === rowCount ? last * scale : NaN;
  }

  /** Starts a chunk. */
  beginChunk(): void {
    this.#kernels.beginChunk();
  }

  /** See HistoryKernels. */
  checkGuards(): string | null {
    return this.#kernels.checkGuards();
  }

  dispose(): void {
    this.#kernels.dispose();
  }

  /** The market's first whole context bar, counted from the chunk's first. */
  #firstBar({ start }: MarketHistory): number {
    return Math.ceil((start - this.#lookback) / CONTEXT_FACTOR);
  }

  /** Starts a block, before its markets are written. @param isWhole  whether four of them write all rows */
  beginBlock(isWhole: boolean): void {
    if (!isWhole) this.#kernels.clearInputs();
  }

  /** Puts a market's context bars into its lane. */
  write(lane: number, market: MarketHistory, rowCount: number): void {
    const bars = Math.floor(rowCount / CONTEXT_FACTOR);
    const inputs = this.#kernels.inputIndices;
    const first = LOOKBACK * LANES + lane;
    const [change, upper, lower] = [inputs[1] + first, inputs[2] + first, inputs[3] + first];
    const firstBar = this.#firstBar(market);
    const from = Math.max(0, firstBar);
    const to = Math.max(from, Math.min(bars, Math.floor((market.to - this.#lookback) / CONTEXT_FACTOR)));
    const { high, low, close } = market.addresses.bars;
    this.#engine.kernels.packContext(
      high,
      low,
      close,
      change * 4,
      upper * 4,
      lower * 4,
      from,
      to,
      CONTEXT_FACTOR,
      1 / market.scale,
    );
    // The first one has no close before it.
    if (from === firstBar && from < to) this.#kernels.floats[change + from * LANES] = NaN;
  }
}
