import { type Grid, LANES, type Layout, placer } from '../kernels/engine/layout.js';
import { COLUMN_TYPES, type HistoryMetric } from './history-columns.js';

export type ColumnType = keyof typeof COLUMN_TYPES;

export const BYTES_OF: Readonly<Record<ColumnType, number>> = { single: 4, double: 8, integer: 4, byte: 1 };

/** Columns of bars in float64; `filled` is one byte per bar. */
export const BAR_FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const;

/** Rows kept from before a chunk for every field except the closes: a channel's window and a small margin. */
export const KEPT_ROWS = 32;

/** Columns of int32. */
const BIT_COLUMNS = ['failedBits', 'missingBits'] as const;

/** Columns of uint8. */
const FLAG_COLUMNS = ['usable', 'passed'] as const;

/** Per-market float64 values that kernels read; the first three match Prices in assembly/columns/column-call.ts. */
export const PRICES = { scale: 0, anchor: 1, contextAtr: 2, hasFilled: 3, count: 4 } as const;

export interface HistoryShape {
  readonly marketCount: number;
  /** Each market's lane in its block. */
  readonly lanes: readonly number[];
  /** The bar buffer each market uses; markets that are not in use at the same time may share one. */
  readonly slots: readonly number[];
  /** Rows of a market's bars before the chunk. */
  readonly lookback: number;
  readonly chunkRows: number;
  /** Bars of the 24-hour turnover. */
  readonly dayBars: number;
  /** Metrics that outlive their block's turn: one column for all markets. The others have one per lane. */
  readonly kept: readonly HistoryMetric[];
  /** Number of score components that are computed. */
  readonly componentCount: number;
}

/** Byte offsets of a chunk's bars, metrics and verdicts. */
export interface HistoryLayout extends Layout {
  /** By slot. */
  readonly bars: Grid;
  readonly filled: Grid;
  /** By market, the bars that the next chunk's windows reach back to: some rows of all fields, and more closes. */
  readonly keptBars: Grid;
  readonly keptCloses: Grid;
  readonly keptFilled: Grid;
  readonly turnovers: Grid;
  /** See PRICES. */
  readonly prices: Grid;
  /** By column type: the columns of all markets, and those of each lane. */
  readonly kept: Readonly<Record<ColumnType, Grid>>;
  readonly work: Readonly<Record<ColumnType, Grid>>;
  readonly bits: Grid;
  readonly flags: Grid;
  readonly score: Grid;
  readonly components: Grid;
  readonly weights: Grid;
}

/** Plans the layout; pure. */
export function planHistory(shape: HistoryShape): HistoryLayout {
  const { marketCount, slots, lookback, chunkRows, dayBars, kept, componentCount } = shape;
  const { place, lengthBytes } = placer();
  const barRows = lookback + chunkRows;
  const slotCount = Math.max(...slots) + 1;
  const rows = marketCount * chunkRows;
  const byType = (
    name: string,
    groups: number,
    count: number,
    isWanted: (metric: HistoryMetric) => boolean,
  ) => {
    const grids = Object.entries(COLUMN_TYPES).map(([type, metrics]) => {
      const columns = metrics.filter(isWanted);
      return [type, place(`${name}.${type}`, groups, columns, count * BYTES_OF[type as ColumnType])];
    });
    return Object.fromEntries(grids) as Record<ColumnType, Grid>;
  };
  const components = Array.from({ length: componentCount }, (_, index) => `component${index}`);
  const layout = {
    bars: place('bars', slotCount, BAR_FIELDS, barRows * 8),
    filled: place('filled', slotCount, ['filled'], barRows),
    keptBars: place('keptBars', marketCount, BAR_FIELDS, KEPT_ROWS * 8),
    keptCloses: place('keptCloses', marketCount, ['close'], lookback * 8),
    keptFilled: place('keptFilled', marketCount, ['filled'], KEPT_ROWS),
    // A prefix sum and its row count, the values, and one more suffix sum than values.
    turnovers: place('turnovers', marketCount, ['window'], 16 + (2 * dayBars + 1) * 8),
    prices: place('prices', marketCount, ['prices'], PRICES.count * 8),
    kept: byType('kept', 1, rows, (metric) => kept.includes(metric)),
    work: byType('work', LANES, chunkRows, (metric) => !kept.includes(metric)),
    bits: place('bits', 1, BIT_COLUMNS, rows * 4),
    flags: place('flags', 1, FLAG_COLUMNS, rows),
    score: place('score', 1, ['score'], rows * 8),
    components: place('components', 1, components, chunkRows * 8),
    weights: place('weights', 1, ['weights'], componentCount * 8),
  };
  return { ...layout, lengthBytes: lengthBytes() };
}
