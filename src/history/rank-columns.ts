import { compareText } from '../scanner/order.js';
import type { ChunkColumns } from './history-columns.js';
import type { RankCheck } from './filter-columns.js';

/**
 * Applies filters that pass only the top N markets of a bar, ranked among those that may be scored and have the metric;
 * ties are broken by symbol.
 * @param stride  distance in the columns between consecutive markets
 */
export class RankColumns {
  /** Markets in symbol order. */
  readonly #order: Int32Array;
  readonly #values: Float64Array;
  readonly #sorted: Float64Array;

  constructor(symbols: readonly string[]) {
    const order = [...symbols.keys()].sort((a, b) => compareText(symbols[a], symbols[b]));
    this.#order = Int32Array.from(order);
    this.#values = new Float64Array(symbols.length);
    this.#sorted = new Float64Array(symbols.length);
  }

  judge(checks: readonly RankCheck[], columns: ChunkColumns, stride: number, rowCount: number): void {
    for (const check of checks) {
      for (let row = 0; row < rowCount; row++) this.#judgeRow(check, columns, stride, row);
    }
  }

  /** Rank of a market among those of its bar, 1 = first; NaN if it has none. */
  rankOf(
    { metric, sign }: Pick<RankCheck, 'metric' | 'sign'>,
    { metrics, usable }: Pick<ChunkColumns, 'metrics' | 'usable'>,
    stride: number,
    row: number,
    market: number,
  ): number {
    const values = metrics[metric];
    const own = sign * values[market * stride + row];
    if (own !== own || usable[market * stride + row] !== 1) return NaN;
    let rank = 1;
    let isBefore = true;
    for (const other of this.#order) {
      if (other === market) isBefore = false;
      const value = usable[other * stride + row] === 1 ? sign * values[other * stride + row] : NaN;
      if (value > own || (value === own && isBefore)) rank++;
    }
    return rank;
  }

  #judgeRow({ bit, metric, sign, top }: RankCheck, columns: ChunkColumns, stride: number, row: number): void {
    const { metrics, usable, failedBits, missingBits } = columns;
    const values = metrics[metric];
    let known = 0;
    for (let rank = 0; rank < this.#order.length; rank++) {
      const at = this.#order[rank] * stride + row;
      const value = usable[at] === 1 ? sign * values[at] : NaN;
      this.#values[rank] = value;
      if (value === value) this.#sorted[known++] = value;
      else missingBits[at] |= bit;
    }
    if (known <= top) return;
    const sorted = this.#sorted.subarray(0, known).sort();
    const last = sorted[known - top];
    // Of the markets tied with the last one in, admits as many as there is room for.
    let room = 0;
    while (room < top && sorted[known - top + room] === last) room++;
    for (let rank = 0; rank < this.#order.length; rank++) {
      const value = this.#values[rank];
      if (value > last) continue;
      if (value === last && room-- > 0) continue;
      if (value === value) failedBits[this.#order[rank] * stride + row] |= bit;
    }
  }
}
