import type { ColumnCall, ColumnCalls, WrittenCalls } from '../kernels/engine/column-calls.js';
import { LANES } from '../kernels/engine/layout.js';
import type { Output } from '../kernels/program/tasks.js';
import type { KernelMetric } from '../indicators/metrics.js';
import { KERNEL_METRICS } from '../indicators/metrics.js';
import type { HistoryMetric } from './history-columns.js';
import type { MarketAddresses } from './history-memory.js';
import type { HistoryKernels } from '../kernels/history/history-kernels.js';
import type { MarketHistory } from './market-history.js';

/** Kernels that unpack each kind of output: from one lane, and, if available, from all four at once. */
const UNPACK = {
  number: ['unpackNumbers', 'unpackFourNumbers'],
  distance: ['unpackDistances', null],
  price: ['unpackPrices', 'unpackFourPrices'],
  level: ['unpackPrices', 'unpackFourPrices'],
} as const satisfies Readonly<Record<Output['kind'], unknown>>;

/** Kernel calls for one market: those that write its closes and other inputs, and those that read its outputs. */
interface LaneCalls {
  readonly closes: WrittenCalls;
  readonly moves: WrittenCalls;
  readonly outputs: WrittenCalls;
}

/** Runs the kernels over the candles of a block of markets and unpacks their outputs into metric columns. */
export class HistoryPass {
  readonly kernels: HistoryKernels;
  readonly #lookback: number;
  readonly #chunkRows: number;
  readonly #outputs: readonly KernelMetric[];
  /** By market. */
  readonly #lanes: LaneCalls[] = [];
  /** By block: the calls that read all four lanes' outputs; null if it has fewer than four. */
  readonly #blocks: readonly (WrittenCalls | null)[];

  /**
   * @param needed  metrics to unpack; other outputs are not read
   * @param blocks  indices of each block's markets
   */
  constructor(
    kernels: HistoryKernels,
    calls: ColumnCalls,
    needed: ReadonlySet<HistoryMetric>,
    blocks: readonly (readonly number[])[],
    markets: readonly MarketAddresses[],
  ) {
    this.kernels = kernels;
    this.#lookback = kernels.options.lookback;
    this.#chunkRows = kernels.options.chunkRows;
    this.#outputs = KERNEL_METRICS.filter((name) => needed.has(name));
    for (const members of blocks) {
      for (const [lane, market] of members.entries()) {
        this.#lanes[market] = this.#laneCalls(calls, lane, markets[market]);
      }
    }
    this.#blocks = blocks.map((members) =>
      members.length < LANES
        ? null
        : this.#blockCalls(
            calls,
            members.map((market) => markets[market]),
          ),
    );
  }

  /** Writes a benchmark's returns of the chunk. */
  writeBenchmark(benchmark: number, { bars: { close }, from, to, start }: MarketHistory): void {
    const { floats } = this.kernels;
    const at = this.kernels.returnsIndex(benchmark);
    floats.fill(NaN, at + this.#lookback, at + this.#lookback + this.#chunkRows);
    for (let row = from; row < to; row++) {
      floats[at + row] = row > start ? (close[row] - close[row - 1]) / close[row - 1] : NaN;
    }
  }

  /**
   * Starts a block, before its markets are written.
   * @param isWhole  whether 4 markets write all rows
   */
  beginBlock(block: number, isWhole: boolean): void {
    this.kernels.restore(block);
    if (!isWhole) this.kernels.clearInputs();
  }

  /** Writes a market's candles of the chunk into its lane, and rewrites the closes before them at the new anchor. */
  write(block: number, lane: number, market: MarketHistory): void {
    const { from, to, start, scale, anchor } = market;
    if (from === to) return;
    const { floats } = this.kernels;
    const old = { scale, anchor: market.anchorBefore };
    this.kernels.setAnchor(block, lane, old, { scale, anchor }, Math.max(0, from - start));

    // Relative to the chunk's first row; earlier rows are negative.
    const [first, last] = [from - this.#lookback, to - this.#lookback];
    const firstKept = Math.min(first, Math.max(-this.kernels.keptRows, start - this.#lookback));
    const { closes, moves } = this.#lanes[market.index];
    closes.run(firstKept, last);
    moves.run(first, last);
    // The market's first bar has no close before it.
    if (from === start) floats[this.kernels.inputIndices[1] + from * LANES + lane] = NaN;
  }

  /** Unpacks the outputs of the block that ran last into its markets' columns. */
  read(block: number, markets: readonly MarketHistory[], isWhole: boolean): void {
    const rows = (row: number): number => row - this.#lookback;
    if (isWhole) this.#blocks[block]?.run(rows(markets[0].from), rows(markets[0].to));
    else for (const { index, from, to } of markets) this.#lanes[index].outputs.run(rows(from), rows(to));
  }

  #laneCalls(calls: ColumnCalls, lane: number, { bars, prices, metrics }: MarketAddresses): LaneCalls {
    const { high, low, close, volume } = bars;
    const [closeLane, changeLane, upperLane, lowerLane, volumeLane] = this.kernels.inputIndices.map(
      (index) => (index + this.#lookback * LANES + lane) * 4,
    );
    const lanes = { changeLane, upperLane, lowerLane, volumeLane };
    const outputs = this.#outputs.map((name) => this.#unpackCall(name, lane, metrics[name], prices));
    return {
      closes: calls.write([{ kernel: 'packCloses', close, lane: closeLane, prices }]),
      moves: calls.write([{ kernel: 'packMoves', high, low, close, volume, ...lanes, prices }]),
      outputs: calls.write(outputs),
    };
  }

  #blockCalls(calls: ColumnCalls, markets: readonly MarketAddresses[]): WrittenCalls {
    return calls.write(
      this.#outputs.flatMap((name): ColumnCall[] => {
        const [, kernel] = UNPACK[this.#kindOf(name)];
        if (kernel === null) {
          return markets.map(({ metrics, prices }, lane) =>
            this.#unpackCall(name, lane, metrics[name], prices),
          );
        }
        const [out0, out1, out2, out3] = markets.map(({ metrics }) => metrics[name]);
        const [prices0, prices1, prices2, prices3] = markets.map(({ prices }) => prices);
        const outs = { out0, out1, out2, out3 };
        return [{ kernel, rows: this.#rowsOf(name), ...outs, prices0, prices1, prices2, prices3 }];
      }),
    );
  }

  #unpackCall(name: KernelMetric, lane: number, out: number, prices: number): ColumnCall {
    const [kernel] = UNPACK[this.#kindOf(name)];
    return { kernel, lane: this.#rowsOf(name) + lane * 4, out, prices };
  }

  #kindOf(name: KernelMetric): Output['kind'] {
    return (this.kernels.outputs.get(name) as Output).kind;
  }

  /** Address of the chunk's first row of an output. */
  #rowsOf(name: KernelMetric): number {
    return (this.kernels.outputIndex(name) + this.#lookback * LANES) * 4;
  }
}
