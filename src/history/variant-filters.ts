import type { MissingPolicy } from '../filters/filter.js';
import type { FilterLimits } from '../filters/index.js';
import type { MarketInfo } from '../market/market.js';
import type { FilterRange } from './column-checks.js';
import { listedDays } from './column-checks.js';
import type { FilterColumns } from './filter-columns.js';
import { compileFilters } from './filter-columns.js';
import type { HistoryChunk, HistoryMetric } from './history-columns.js';
import { RankColumns } from './rank-columns.js';

/** A number that each variant compares with its own limits. */
interface ComparedValue {
  readonly key: string;
  readonly of:
    FilterRange['value'] | { readonly metric: 'turnover24h' | 'change24hPct'; readonly sign: 1 | -1 };
  /** Whether its absolute value is compared. */
  readonly isAbs: boolean;
  /** Whether a market without the number passes. */
  readonly missingPasses: (market: MarketInfo) => boolean;
}

interface Limits {
  readonly min: number;
  readonly max: number;
}

const ANYTHING: Limits = { min: -Infinity, max: Infinity };

/** One of a variant's numeric comparisons. */
type Comparison = ComparedValue & Limits;

function comparisonsOf(filters: FilterLimits, missing: MissingPolicy): Comparison[] {
  const { ranges, ranks, names, missingFails }: FilterColumns = compileFilters(filters, missing);
  const fails = (bit: number): boolean => (missingFails & bit) !== 0;
  const nameOf = (bit: number): string => names[31 - Math.clz32(bit)];
  return [
    ...ranges.map(({ value, bit, min, max, isAbs, missing: lacks }) => ({
      key: `${nameOf(bit)} ${value}`,
      of: value,
      isAbs,
      missingPasses: (market: MarketInfo) => !(fails(bit) && lacks(market)),
      min,
      max,
    })),
    ...ranks.map(({ bit, metric, sign, top }) => ({
      key: `${nameOf(bit)} place`,
      of: { metric, sign },
      isAbs: false,
      missingPasses: () => !fails(bit),
      min: -Infinity,
      max: top,
    })),
  ];
}

/**
 * Filters that differ between variants only in their limits. The compared numbers are read once per chunk, for the
 * cells that pass the loosest limits; each variant then checks only these cells.
 */
export class VariantFilters {
  /** Metrics that the pass has to return. */
  readonly metrics: readonly HistoryMetric[];
  readonly #values: readonly ComparedValue[];
  /** Limits of variant v for value k, at v · values + k. */
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #loosest: { readonly min: Float64Array; readonly max: Float64Array };
  /** Cells of the chunk that may pass some variant: row · markets + market, ascending. */
  #cells = new Int32Array(0);
  #count = 0;
  /** The compared values of the cells, one column per value. */
  #columns: Float64Array[] = [];
  /** Whether a market without value k passes, [k][market]. */
  #missingPasses: readonly Uint8Array[] = [];
  #passes = new Int32Array(0);
  #marketCount = 0;
  #ranks: RankColumns | null = null;

  /** @param variants  each variant's differing filters */
  constructor(variants: readonly FilterLimits[], missing: MissingPolicy) {
    const all = variants.map((filters) => comparisonsOf(filters, missing));
    const values = new Map(all.flat().map((each) => [each.key, each]));
    this.#values = [...values.values()];
    const limits = all.map((comparisons) =>
      this.#values.map(({ key }) => comparisons.find((each) => each.key === key) ?? ANYTHING),
    );
    ({ min: this.#min, max: this.#max } = limitsOf(limits));
    this.#loosest = limitsOf([
      this.#values.map((_, k) => ({
        min: limits.reduce((least, each) => Math.min(least, each[k].min), Infinity),
        max: limits.reduce((most, each) => Math.max(most, each[k].max), -Infinity),
      })),
    ]);
    this.metrics = this.#values.flatMap(({ of }) =>
      of === 'listedDays' ? [] : [typeof of === 'object' ? of.metric : of],
    );
  }

  /** Reads the compared numbers of the chunk's cells that passed the shared filters. */
  load(chunk: HistoryChunk): void {
    const { markets, firstRow, barCount, stride, passed } = chunk;
    this.#grow(markets.length * barCount);
    this.#missingPasses = this.#values.map(({ missingPasses }) =>
      Uint8Array.from(markets, (market) => (missingPasses(market) ? 1 : 0)),
    );
    const readers = this.#values.map(({ of, isAbs }) => {
      const read = this.#readerOf(of, chunk);
      return isAbs ? (market: number, row: number) => Math.abs(read(market, row)) : read;
    });
    this.#marketCount = markets.length;
    this.#count = 0;
    for (let row = firstRow; row < barCount; row++) {
      for (let market = 0; market < markets.length; market++) {
        if (passed[market * stride + row] !== 1) continue;
        this.#cells[this.#count] = row * markets.length + market;
        for (let k = 0; k < readers.length; k++) this.#columns[k][this.#count] = readers[k](market, row);
        if (this.#isIn(this.#count, this.#loosest.min, this.#loosest.max, 0)) this.#count++;
      }
    }
  }

  /** Cells that pass a variant: row · markets + market, ascending; overwritten by the next call. */
  passes(variant: number): Int32Array {
    const first = variant * this.#values.length;
    let count = 0;
    for (let i = 0; i < this.#count; i++) {
      if (this.#isIn(i, this.#min, this.#max, first)) this.#passes[count++] = this.#cells[i];
    }
    return this.#passes.subarray(0, count);
  }

  /** @param first  index of the first limit; there is one per value */
  #isIn(cell: number, min: Float64Array, max: Float64Array, first: number): boolean {
    for (let k = 0; k < this.#columns.length; k++) {
      const value = this.#columns[k][cell];
      if (value >= min[first + k] && value <= max[first + k]) continue;
      // A value without limits cannot be missing.
      const isFree = min[first + k] === -Infinity && max[first + k] === Infinity;
      const market = this.#cells[cell] % this.#marketCount;
      if (value === value || !(isFree || this.#missingPasses[k][market] === 1)) return false;
    }
    return true;
  }

  #readerOf(of: ComparedValue['of'], chunk: HistoryChunk): (market: number, row: number) => number {
    const { markets, metrics, stride, firstOpenTimeMs, timeframeMs } = chunk;
    if (of === 'listedDays') {
      return (market, row) => {
        const { listedAtMs } = markets[market];
        return listedAtMs === null ? NaN : listedDays(listedAtMs, firstOpenTimeMs + (row + 1) * timeframeMs);
      };
    }
    if (typeof of === 'object') {
      this.#ranks ??= new RankColumns(markets.map(({ symbol }) => symbol));
      const ranks = this.#ranks;
      return (market, row) => ranks.rankOf(of, chunk, stride, row, market);
    }
    const column = metrics[of];
    return (market, row) => column[market * stride + row];
  }

  #grow(cells: number): void {
    if (this.#cells.length >= cells) return;
    this.#cells = new Int32Array(cells);
    this.#passes = new Int32Array(cells);
    this.#columns = this.#values.map(() => new Float64Array(cells));
  }
}

/** The limits as typed columns, a variant's values side by side. */
function limitsOf(all: readonly (readonly Limits[])[]): { min: Float64Array; max: Float64Array } {
  const flat = all.flat();
  return {
    min: Float64Array.from(flat, ({ min }) => min),
    max: Float64Array.from(flat, ({ max }) => max),
  };
}
