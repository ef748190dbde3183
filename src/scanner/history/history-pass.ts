import type { Engine } from '../../kernels/engine.js';
import { LANES } from '../../kernels/layout.js';
import { CATALOGUE, type ValueKind } from '../../indicators/catalogue.js';
import { type BlockColumns, KERNEL_METRICS, type KernelMetric } from './history-columns.js';
import { HistoryKernels, type HistoryKernelsOptions } from './history-kernels.js';
import type { MarketHistory } from './market-history.js';

/** The kernels over the candles of a group of markets, and their outputs as columns of metrics. */
export class HistoryPass {
  readonly kernels: HistoryKernels;
  readonly #engine: Engine;
  readonly #lookback: number;
  readonly #blockRows: number;
  readonly #outputs: readonly { name: KernelMetric; index: number; kind: ValueKind }[];

  constructor(engine: Engine, options: HistoryKernelsOptions) {
    this.#engine = engine;
    this.#lookback = options.lookback;
    this.#blockRows = options.blockRows;
    this.kernels = new HistoryKernels(engine, options);
    const kinds = new Map(CATALOGUE.flatMap(({ outputs }) => outputs.map(({ name, kind }) => [name, kind])));
    this.#outputs = KERNEL_METRICS.map((name) => ({
      name,
      index: this.kernels.outputIndex(name),
      kind: kinds.get(name) as ValueKind,
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
    const { high, low, close, volume } = market.bars;
    const { from, to, start, scale, anchor } = market;
    const floats = this.#engine.floats();
    const columns = this.kernels.inputIndices(group);
    const first = this.#lookback * LANES + lane;
    const end = first + this.#blockRows * LANES;
    const isWhole = from === this.#lookback && to === this.#lookback + this.#blockRows;
    for (const column of isWhole ? [] : columns) {
      for (let at = column + first; at < column + end; at += LANES) floats[at] = NaN;
    }
    const [closeAt, changeAt, upperAt, lowerAt, volumeAt] = columns;
    const inverse = 1 / scale;
    if (from < to) {
      const old = { scale, anchor: market.anchorBefore };
      this.kernels.setAnchor(group, lane, old, { scale, anchor }, Math.max(0, from - start));
      const firstKept = Math.max(0, start);
      for (let row = firstKept; row < from; row++) {
        floats[closeAt + row * LANES + lane] = close[row] * inverse - anchor;
      }
    }
    let previous = from > start ? close[from - 1] : NaN;
    for (let row = from; row < to; row++) {
      const at = row * LANES + lane;
      const price = close[row];
      floats[closeAt + at] = price * inverse - anchor;
      floats[changeAt + at] = (price - previous) * inverse;
      floats[upperAt + at] = (high[row] - price) * inverse;
      floats[lowerAt + at] = (low[row] - price) * inverse;
      floats[volumeAt + at] = volume[row];
      previous = price;
    }
  }

  /** Reads the outputs of the group that ran last into a market's columns. */
  read(lane: number, market: MarketHistory, { metrics }: BlockColumns): void {
    const { from, to, scale } = market;
    const floats = this.#engine.floats();
    const shift = -this.#lookback;
    const isWhole = from === this.#lookback && to === this.#lookback + this.#blockRows;
    for (const { name, index, kind } of this.#outputs) {
      const column = metrics[name];
      if (!isWhole) column.fill(NaN);
      const at = index + lane;
      if (kind === 'price') copyPrices(floats, at, column as Float64Array, from, to, shift, market);
      else copyNumbers(floats, at, column as Float32Array, from, to, shift, kind === 'distance' ? scale : 1);
    }
    this.#ratios(market, metrics);
  }

  #ratios({ from, to, bars: { close } }: MarketHistory, metrics: BlockColumns['metrics']): void {
    const { atr, vwap, atrRatio, vwapGapAtr } = metrics;
    atrRatio.fill(NaN);
    vwapGapAtr.fill(NaN);
    for (let at = from - this.#lookback; at < to - this.#lookback; at++) {
      const range = atr[at];
      const price = close[at + this.#lookback];
      atrRatio[at] = range / price;
      vwapGapAtr[at] = range === 0 ? NaN : (price - vwap[at]) / range;
    }
  }
}

function copyPrices(
  floats: Float32Array<ArrayBufferLike>,
  lane: number,
  column: Float64Array,
  from: number,
  to: number,
  shift: number,
  { scale, anchor }: MarketHistory,
): void {
  for (let row = from; row < to; row++) {
    column[row + shift] = (anchor + floats[lane + row * LANES]) * scale;
  }
}

function copyNumbers(
  floats: Float32Array<ArrayBufferLike>,
  lane: number,
  column: Float32Array,
  from: number,
  to: number,
  shift: number,
  factor: number,
): void {
  for (let row = from; row < to; row++) column[row + shift] = floats[lane + row * LANES] * factor;
}
