import type { ColumnKernels } from '../../src/kernels/engine/column-kernels.js';

/** Numbers of a column: type, and for a lane the distance of its rows. */
export type ColumnType = 'double' | 'single' | 'integer' | 'byte' | 'lane' | 'row' | 'word';

export interface ColumnSpec {
  readonly type: ColumnType;
  /** Rows before `from` that are read. @default 0 */
  readonly back?: number;
  /** What each number is drawn from. @default any, with special ones */
  readonly from?: 'any' | 'prices' | 'flags' | 'rare' | 'zero';
  /** Rows of it, where it is no column of rows [from, to). */
  readonly rows?: number;
}

/** One kernel over columns: what it reads, what it writes, and a call. */
export interface ColumnCase {
  readonly name: string;
  readonly inputs: readonly ColumnSpec[];
  readonly outputs: readonly ColumnSpec[];
  /** Read and written. */
  readonly changed?: readonly ColumnSpec[];
  /**
   * Inputs that are tables of unpackColumns: of a scale, an anchor and a column of each kind. `targets`: the outputs
   * that the first three inputs go to.
   */
  readonly tables?: readonly { readonly at: number; readonly targets: readonly number[] }[];
  /** Inputs hold `factor` rows for each row that is written. @default 1 */
  readonly factor?: number;
  /** @param at  addresses of row 0: of inputs, outputs, changed */
  readonly call: (
    kernels: ColumnKernels,
    at: {
      readonly inputs: readonly number[];
      readonly outputs: readonly number[];
      readonly changed: readonly number[];
    },
    from: number,
    to: number,
    pick: (values: readonly number[]) => number,
  ) => void;
}

const double: ColumnSpec = { type: 'double' };
const single: ColumnSpec = { type: 'single' };
const lane: ColumnSpec = { type: 'lane' };
/** Four lanes side by side. */
const row: ColumnSpec = { type: 'row' };
const table: ColumnSpec = { type: 'word', rows: 13, from: 'zero' };
const prices: ColumnSpec = { type: 'double', from: 'prices' };
const SPAN = 12;
const DAY = 7;

/** Every kernel of ColumnKernels. */
export const COLUMN_CASES: readonly ColumnCase[] = [
  {
    name: 'moveBytes',
    inputs: [double],
    outputs: [double],
    call: (k, { inputs: [a], outputs: [out] }, from, to) =>
      k.moveBytes(out + from * 8, a + from * 8, (to - from) * 8),
  },
  {
    // Of a row 16 bytes are moved.
    name: 'moveColumns',
    inputs: [row, row],
    outputs: [row, row],
    call: (k, { inputs: [a, b], outputs: [x, y] }, from, to) =>
      k.moveColumns(x + from * 16, y - x, a + from * 16, b - a, 2, (to - from) * 16),
  },
  {
    name: 'fillBytes',
    inputs: [],
    outputs: [{ type: 'byte' }],
    call: (k, { outputs: [out] }, from, to, pick) => k.fillBytes(out, from, to, pick([0, 1])),
  },
  {
    name: 'fillDoubles',
    inputs: [],
    outputs: [double],
    call: (k, { outputs: [out] }, from, to, pick) => k.fillDoubles(out, from, to, pick([0, 1, NaN])),
  },
  {
    name: 'fillIntegers',
    inputs: [],
    outputs: [{ type: 'integer' }],
    call: (k, { outputs: [out] }, from, to, pick) => k.fillIntegers(out, from, to, pick([0, 5, -1])),
  },
  {
    name: 'packCloses',
    inputs: [prices],
    outputs: [lane],
    call: (k, { inputs: [close], outputs: [out] }, from, to, pick) =>
      k.packCloses(close, out, from, to, pick([1 / 64, 2]), pick([0, 1.7])),
  },
  {
    name: 'packMoves',
    inputs: [double, double, { ...double, back: 1 }, double],
    outputs: [lane, lane, lane, lane],
    call: (k, { inputs: [high, low, close, volume], outputs: [change, upper, lower, out] }, from, to) =>
      k.packMoves(high, low, close, volume, change, upper, lower, out, from, to, 1 / 64),
  },
  {
    name: 'packContext',
    factor: 3,
    inputs: [prices, prices, { ...prices, back: 1 }],
    outputs: [lane, lane, lane],
    call: (k, { inputs: [high, low, close], outputs: [change, upper, lower] }, from, to) =>
      k.packContext(high, low, close, change, upper, lower, from, to, 3, 1 / 64),
  },
  {
    name: 'unpackColumns',
    inputs: [lane, lane, lane, table],
    outputs: [single, single, double],
    tables: [{ at: 3, targets: [0, 1, 2] }],
    call: (k, { inputs: [, , , at] }, from, to) => k.unpackColumns(at, 3, 0, from, to),
  },
  {
    name: 'unpackLanes',
    inputs: [row, row, row, table, table, table, table],
    outputs: Array.from({ length: 4 }, () => [single, single, double]).flat(),
    tables: [0, 1, 2, 3].map((market) => ({
      at: 3 + market,
      targets: [0, 1, 2].map((kind) => market * 3 + kind),
    })),
    call: (k, { inputs: [, , , a, b, c, d] }, from, to) => k.unpackLanes(a, b, c, d, 3, from, to),
  },
  {
    name: 'changeColumn',
    inputs: [{ ...double, back: SPAN }],
    outputs: [double],
    call: (k, { inputs: [close], outputs: [out] }, from, to) => k.changeColumn(close, out, from, to, SPAN),
  },
  {
    name: 'recentColumns',
    inputs: [{ ...double, back: 4 }, double, { ...double, back: 4 }],
    outputs: [double, double],
    call: (k, { inputs: [open, close, volume], outputs: [changes, ratios] }, from, to) =>
      k.recentColumns(open, close, volume, changes, ratios, from, to),
  },
  {
    name: 'turnoverColumn',
    inputs: [prices, prices, prices, prices],
    outputs: [double],
    changed: [{ ...double, rows: 2 + 2 * DAY + 1, from: 'zero' }],
    call(k, { inputs: [high, low, close, volume], outputs: [out], changed: [window] }, from, to, pick) {
      // In two calls, the second goes on from the first.
      const middle = Math.min(to, from + pick([0, 1, 2, 5, DAY, 20]));
      k.turnoverColumn(high, low, close, volume, out, window, from, middle, DAY);
      k.turnoverColumn(high, low, close, volume, out, window, middle, to, DAY);
    },
  },
  {
    name: 'ratioColumns',
    inputs: [single, double, double],
    outputs: [double, double],
    call: (k, { inputs: [atr, vwap, close], outputs: [ratios, gaps] }, from, to) =>
      k.ratioColumns(atr, vwap, close, ratios, gaps, from, to, 1e-5),
  },
  {
    name: 'contextRatioColumn',
    inputs: [{ type: 'lane', rows: 40 }, double],
    outputs: [double],
    call: (k, { inputs: [atr, close], outputs: [out] }, from, to, pick) =>
      k.contextRatioColumn(atr, close, out, from, to, 3, pick([64, 0.5]), pick([NaN, 0.25])),
  },
  {
    name: 'breakoutColumn',
    inputs: [
      { ...prices, back: 5 },
      { ...prices, back: 5 },
      prices,
      { ...double, from: 'prices' },
      { ...double, from: 'prices' },
    ],
    outputs: [{ type: 'byte' }],
    call: (k, { inputs: [high, low, close, channelHigh, channelLow], outputs: [out] }, from, to, pick) =>
      k.breakoutColumn(high, low, close, channelHigh, channelLow, out, from, to, 5, pick([1e-5, 0.2])),
  },
  {
    name: 'anyByte',
    inputs: [{ type: 'byte', from: 'rare' }],
    outputs: [{ type: 'integer', rows: 1 }],
    call: (k, { inputs: [flags], outputs: [out] }, from, to) =>
      k.fillIntegers(out, 0, 1, k.anyByte(flags, from, to)),
  },
  ...(['double', 'single', 'integer'] as const).map((type, kind): ColumnCase => ({
    name: `markOutside of ${type}`,
    inputs: [{ type }],
    outputs: [],
    changed: [{ type: 'integer' }, { type: 'integer' }],
    call: (k, { inputs: [values], changed: [failed, missing] }, from, to, pick) =>
      k.markOutside(
        values,
        failed,
        missing,
        from,
        to,
        pick([-Infinity, 0.4]),
        pick([0.8, Infinity]),
        4,
        pick([0, 4]),
        kind,
      ),
  })),
  {
    name: 'verdictColumns',
    inputs: [
      { type: 'byte', from: 'flags' },
      { type: 'integer', from: 'flags' },
    ],
    outputs: [{ type: 'byte' }],
    changed: [{ type: 'integer', from: 'flags' }, double],
    call: (k, { inputs: [usable, failed], outputs: [passed], changed: [missing, score] }, from, to, pick) =>
      k.verdictColumns(usable, failed, missing, passed, score, from, to, pick([0, 1, -1])),
  },
  {
    name: 'surgeMixture',
    inputs: [single, single],
    outputs: [double],
    call: (k, { inputs: [long, short], outputs: [out] }, from, to) =>
      k.surgeMixture(long, short, out, from, to, 0.6, 0.4),
  },
  {
    name: 'distanceInAtrs',
    inputs: [double, double, single],
    outputs: [double],
    call: (k, { inputs: [price, edge, atr], outputs: [out] }, from, to) =>
      k.distanceInAtrs(price, edge, atr, out, from, to, 1e-5),
  },
  {
    name: 'saturatedColumn',
    inputs: [double],
    outputs: [double],
    call: (k, { inputs: [values], outputs: [out] }, from, to) =>
      k.saturatedColumn(values, out, from, to, 1, 10, 3),
  },
  {
    name: 'clippedLine',
    inputs: [single],
    outputs: [double],
    call: (k, { inputs: [values], outputs: [out] }, from, to) =>
      k.clippedLine(values, out, from, to, 1, -2, 3),
  },
  {
    name: 'weightedMean',
    inputs: [double, double, double, { ...double, rows: 3, from: 'prices' }],
    outputs: [double],
    call: (k, { inputs: [first, second, , weights], outputs: [out] }, from, to) =>
      k.weightedMean(first, second - first, weights, 3, out, from, to),
  },
];
