import type { Engine } from '../../kernels/engine.js';
import { LANES } from '../../kernels/layout.js';
import type { Output } from '../../kernels/tasks.js';
import { KERNEL_METRICS, type HistoryMetric, type KernelMetric } from './history-columns.js';
import { HistoryKernels, type HistoryKernelsOptions } from './history-kernels.js';
import type { MarketHistory } from './market-history.js';

/** The kernels over the candles of a group of markets, and their outputs as columns of metrics. */
export class HistoryPass {
  readonly kernels: HistoryKernels;
  readonly #engine: Engine;
  readonly #lookback: number;
  readonly #blockRows: number;
  readonly #outputs: readonly { name: KernelMetric; address: number; kind: Output['kind'] }[];

  /** @param needed  metrics that are read; other outputs stay where they are */
  constructor(engine: Engine, options: HistoryKernelsOptions, needed: ReadonlySet<HistoryMetric>) {
    this.#engine = engine;
    this.#lookback = options.lookback;
    this.#blockRows = options.blockRows;
    this.kernels = new HistoryKernels(engine, options);
    this.#outputs = KERNEL_METRICS.filter((name) => needed.has(name)).map((name) => ({
      name,
      address: (this.kernels.outputIndex(name) + this.#lookback * LANES) * 4,
      kind: (this.kernels.outputs.get(name) as Output).kind,
    }));
  }

  /** Writes a reference's returns of the block. */
  writeReference(reference: number, { bars: { close }, from, to, start }: MarketHistory): void {
    const floats = this.#engine.floats();
    const at = this.kernels.returnsIndex(reference);
    floats.fill(NaN, at + this.#lookback, at + this.#lookback + this.#blockRows);
    for (let row = from; row < to; row++) {
      floats[at + row] = row > start ? (close[row] - close[row - 1]) / close[row - 1] : NaN;
    }
  }

  /** Puts the block's candles of a market into its lane, and the closes before it once more, from the new anchor. */
  write(group: number, lane: number, market: MarketHistory): void {
    const { from, to, start, scale, anchor } = market;
    const floats = this.#engine.floats();
    const columns = this.kernels.inputIndices(group);
    const first = this.#lookback * LANES + lane;
    const end = first + this.#blockRows * LANES;
    for (const column of market.isWhole ? [] : columns) {
      for (let at = column + first; at < column + end; at += LANES) floats[at] = NaN;
    }
    if (from === to) return;
    const old = { scale, anchor: market.anchorBefore };
    this.kernels.setAnchor(group, lane, old, { scale, anchor }, Math.max(0, from - start));

    const { kernels } = this.#engine;
    const { high, low, close, volume } = market.addresses.bars;
    // Rows of the block, counted from its first; those before it have negative numbers.
    const [closeLane, changeLane, upperLane, lowerLane, volumeLane] = columns.map(
      (column) => (column + first) * 4,
    );
    const inverse = 1 / scale;
    const [begin, last] = [from - this.#lookback, to - this.#lookback];
    const firstKept = Math.max(-this.kernels.keptRows, start - this.#lookback);
    kernels.packCloses(close, closeLane, Math.min(firstKept, begin), last, inverse, anchor);
    kernels.packMoves(
      high,
      low,
      close,
      volume,
      changeLane,
      upperLane,
      lowerLane,
      volumeLane,
      begin,
      last,
      inverse,
    );
    // The market's first bar has no close before it.
    if (from === start) floats[changeLane / 4 + begin * LANES] = NaN;
  }

  /** Reads the outputs of the group that ran last into a market's columns. */
  read(lane: number, { addresses, from, to, scale, anchor }: MarketHistory): void {
    const { kernels } = this.#engine;
    const [begin, last] = [from - this.#lookback, to - this.#lookback];
    for (const { name, address, kind } of this.#outputs) {
      const source = address + lane * 4;
      const target = addresses.metrics[name];
      if (kind === 'price') kernels.unpackPrices(source, target, begin, last, scale, anchor);
      else if (kind === 'distance') kernels.unpackDistances(source, target, begin, last, scale);
      else kernels.unpackNumbers(source, target, begin, last);
    }
  }
}
