import type { Engine } from '../kernels/engine/engine.js';
import { LANES } from '../kernels/engine/layout.js';
import type { Output } from '../kernels/program/tasks.js';
import type { KernelMetric } from '../indicators/metrics.js';
import { KERNEL_METRICS } from '../indicators/metrics.js';
import type { HistoryMetric } from './history-columns.js';
import { TABLE_HEADER_BYTES } from './history-layout.js';
import type { MarketAddresses } from './history-memory.js';
import { HistoryKernels, type HistoryKernelsOptions } from '../kernels/history/history-kernels.js';
import type { MarketHistory } from './market-history.js';

/** Kinds of outputs as unpackColumns counts them. */
const KINDS: Readonly<Record<Output['kind'], number>> = { number: 0, distance: 1, price: 2, level: 2 };

/** The kernels over the candles of a block of markets, and their outputs as columns of metrics. */
export class HistoryPass {
  readonly kernels: HistoryKernels;
  readonly #engine: Engine;
  readonly #lookback: number;
  readonly #chunkRows: number;
  readonly #outputs: readonly KernelMetric[];

  /** @param needed  metrics that are read; other outputs stay where they are */
  constructor(
    engine: Engine,
    options: HistoryKernelsOptions,
    needed: ReadonlySet<HistoryMetric>,
    markets: readonly MarketAddresses[],
  ) {
    this.#engine = engine;
    this.#lookback = options.lookback;
    this.#chunkRows = options.chunkRows;
    this.kernels = new HistoryKernels(engine, options);
    this.#outputs = KERNEL_METRICS.filter((name) => needed.has(name));
    const columns = this.#outputs.map((name) => ({
      name,
      source: (this.kernels.outputIndex(name) + this.#lookback * LANES) * 4,
      kind: KINDS[(this.kernels.outputs.get(name) as Output).kind],
    }));
    const words = engine.words();
    for (const { outputs, metrics } of markets) {
      let at = (outputs + TABLE_HEADER_BYTES) / 4;
      for (const { name, source, kind } of columns) {
        words[at++] = source;
        words[at++] = metrics[name];
        words[at++] = kind;
      }
    }
  }

  /** Writes a benchmark's returns of the chunk. */
  writeReference(reference: number, { bars: { close }, from, to, start }: MarketHistory): void {
    const { floats } = this.kernels;
    const at = this.kernels.returnsIndex(reference);
    floats.fill(NaN, at + this.#lookback, at + this.#lookback + this.#chunkRows);
    for (let row = from; row < to; row++) {
      floats[at + row] = row > start ? (close[row] - close[row - 1]) / close[row - 1] : NaN;
    }
  }

  /** Starts a block, before its markets are written. @param isWhole  whether four of them write all rows */
  beginBlock(block: number, isWhole: boolean): void {
    this.kernels.restore(block);
    if (!isWhole) this.kernels.clearInputs();
  }

  /** Puts the chunk's candles of a market into its lane, and the closes before it once more, from the new anchor. */
  write(block: number, lane: number, market: MarketHistory): void {
    const { from, to, start, scale, anchor } = market;
    if (from === to) return;
    const { floats } = this.kernels;
    const columns = this.kernels.inputIndices;
    const first = this.#lookback * LANES + lane;
    const old = { scale, anchor: market.anchorBefore };
    this.kernels.setAnchor(block, lane, old, { scale, anchor }, Math.max(0, from - start));

    const { kernels } = this.#engine;
    const { high, low, close, volume } = market.addresses.bars;
    // Rows of the chunk, counted from its first; those before it have negative numbers.
    const [beginBlock, last] = [from - this.#lookback, to - this.#lookback];
    const closeLane = (columns[0] + first) * 4;
    const changeLane = (columns[1] + first) * 4;
    const upperLane = (columns[2] + first) * 4;
    const lowerLane = (columns[3] + first) * 4;
    const volumeLane = (columns[4] + first) * 4;
    const inverse = 1 / scale;
    const firstKept = Math.min(beginBlock, Math.max(-this.kernels.keptRows, start - this.#lookback));
    kernels.packCloses(close, closeLane, firstKept, last, inverse, anchor);
    kernels.packMoves(
      high,
      low,
      close,
      volume,
      changeLane,
      upperLane,
      lowerLane,
      volumeLane,
      beginBlock,
      last,
      inverse,
    );
    // The market's first bar has no close before it.
    if (from === start) floats[columns[1] + first + beginBlock * LANES] = NaN;
  }

  /** Reads the outputs of the block that ran last into its markets' columns. */
  read(markets: readonly MarketHistory[], isWhole: boolean): void {
    const { kernels } = this.#engine;
    const count = this.#outputs.length;
    const rows = (row: number): number => row - this.#lookback;
    if (isWhole) {
      const [a, b, c, d] = markets.map(({ addresses }) => addresses.outputs);
      kernels.unpackLanes(a, b, c, d, count, rows(markets[0].from), rows(markets[0].to));
      return;
    }
    for (const [lane, { addresses, from, to }] of markets.entries()) {
      kernels.unpackColumns(addresses.outputs, count, lane * 4, rows(from), rows(to));
    }
  }
}
