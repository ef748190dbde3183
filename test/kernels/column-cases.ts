import type { ColumnCall } from '../../src/kernels/engine/column-calls.js';

/** Number type of a column; it implies the distance between rows. */
export type ColumnType = 'double' | 'single' | 'integer' | 'byte' | 'lane' | 'row';

export interface ColumnSpec {
  readonly type: ColumnType;
  /** Number of rows before `from` that are read. @default 0 */
  readonly back?: number;
  /** What each number is drawn from. @default any, including special values */
  readonly from?: 'any' | 'prices' | 'flags' | 'rare' | 'zero';
  /** Number of rows, if it is not a column of rows [from, to). */
  readonly rows?: number;
}

/** Addresses of row 0. */
export interface ColumnAddresses {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly changed: readonly number[];
}

/** One column kernel: what it reads, what it writes, and a call. */
export interface ColumnCase {
  readonly name: string;
  readonly inputs: readonly ColumnSpec[];
  readonly outputs: readonly ColumnSpec[];
  /** Read and written. */
  readonly changed?: readonly ColumnSpec[];
  /** Inputs that are the prices of a market: scale, anchor, and the ATR of the last context bar. */
  readonly prices?: readonly number[];
  /** Inputs have `factor` rows per row written. @default 1 */
  readonly factor?: number;
  readonly call: (at: ColumnAddresses, pick: (values: readonly number[]) => number) => ColumnCall;
  /** Bytes per row, if the kernel counts in bytes. @default 1 */
  readonly rowBytes?: number;
  /** Whether two calls compute the rows, the second continuing from the first. */
  readonly isSplit?: boolean;
}

const double: ColumnSpec = { type: 'double' };
const single: ColumnSpec = { type: 'single' };
const lane: ColumnSpec = { type: 'lane' };
/** Four lanes side by side. */
const row: ColumnSpec = { type: 'row' };
/** State of a market; no kernel uses the fourth float64. */
const market: ColumnSpec = { type: 'double', rows: 3, from: 'zero' };
const prices: ColumnSpec = { type: 'double', from: 'prices' };
const SPAN = 12;
const DAY = 7;

/** Every column kernel. */
export const COLUMN_CASES: readonly ColumnCase[] = [
  {
    name: 'moveBytes',
    rowBytes: 8,
    inputs: [double],
    outputs: [double],
    call: ({ inputs: [values], outputs: [out] }) => ({ kernel: 'moveBytes', values, out }),
  },
  {
    name: 'moveColumns',
    rowBytes: 16,
    inputs: [row, row],
    outputs: [row, row],
    call: ({ inputs: [values, b], outputs: [out, y] }) => ({
      ...{ kernel: 'moveColumns', values, stride: b - values, out, outStride: y - out, count: 2 },
    }),
  },
  {
    name: 'fillBytes',
    inputs: [],
    outputs: [{ type: 'byte' }],
    call: ({ outputs: [out] }, pick) => ({ kernel: 'fillBytes', out, value: pick([0, 1]) }),
  },
  {
    name: 'fillIntegers',
    inputs: [],
    outputs: [{ type: 'integer' }],
    call: ({ outputs: [out] }, pick) => ({ kernel: 'fillIntegers', out, value: pick([0, 5, -1]) }),
  },
  {
    name: 'fillDoubles',
    inputs: [],
    outputs: [double],
    call: ({ outputs: [out] }, pick) => ({ kernel: 'fillDoubles', out, value: pick([0, 1, NaN]) }),
  },
  {
    name: 'packCloses',
    inputs: [prices, market],
    outputs: [lane],
    prices: [1],
    call: ({ inputs: [close, at], outputs: [out] }) => ({
      ...{ kernel: 'packCloses', close, lane: out, prices: at },
    }),
  },
  {
    name: 'packMoves',
    inputs: [double, double, { ...double, back: 1 }, double, market],
    outputs: [lane, lane, lane, lane],
    prices: [4],
    call: ({ inputs, outputs: [changeLane, upperLane, lowerLane, volumeLane] }) => {
      const [high, low, close, volume, at] = inputs;
      const lanes = { changeLane, upperLane, lowerLane, volumeLane };
      return { kernel: 'packMoves', high, low, close, volume, ...lanes, prices: at };
    },
  },
  {
    name: 'packContext',
    factor: 3,
    inputs: [prices, prices, { ...prices, back: 1 }, market],
    outputs: [lane, lane, lane],
    prices: [3],
    call: ({ inputs: [high, low, close, at], outputs: [changeLane, upperLane, lowerLane] }) => ({
      ...{ kernel: 'packContext', high, low, close, changeLane, upperLane, lowerLane, factor: 3, prices: at },
    }),
  },
  {
    name: 'unpackNumbers',
    inputs: [lane],
    outputs: [single],
    call: ({ inputs: [from], outputs: [out] }) => ({ kernel: 'unpackNumbers', lane: from, out }),
  },
  ...(['unpackDistances', 'unpackPrices'] as const).map((kernel): ColumnCase => ({
    name: kernel,
    inputs: [lane, market],
    outputs: [kernel === 'unpackPrices' ? double : single],
    prices: [1],
    call: ({ inputs: [from, at], outputs: [out] }) => ({ kernel, lane: from, out, prices: at }),
  })),
  {
    name: 'unpackFourNumbers',
    inputs: [row],
    outputs: [single, single, single, single],
    call: ({ inputs: [rows], outputs: [out0, out1, out2, out3] }) => ({
      ...{ kernel: 'unpackFourNumbers', rows, out0, out1, out2, out3 },
    }),
  },
  {
    name: 'unpackFourPrices',
    inputs: [row, market, market, market, market],
    outputs: [double, double, double, double],
    prices: [1, 2, 3, 4],
    call: ({ inputs: [rows, prices0, prices1, prices2, prices3], outputs: [out0, out1, out2, out3] }) => ({
      ...{ kernel: 'unpackFourPrices', rows, out0, out1, out2, out3, prices0, prices1, prices2, prices3 },
    }),
  },
  {
    name: 'change',
    inputs: [{ ...double, back: SPAN }],
    outputs: [double],
    call: ({ inputs: [close], outputs: [out] }) => ({ kernel: 'change', close, out, span: SPAN }),
  },
  {
    name: 'recent',
    inputs: [{ ...double, back: 4 }, double, { ...double, back: 4 }],
    outputs: [double, double],
    call: ({ inputs: [open, close, volume], outputs: [changes, ratios] }) => ({
      ...{ kernel: 'recent', open, close, volume, changes, ratios },
    }),
  },
  {
    name: 'turnover',
    isSplit: true,
    inputs: [prices, prices, prices, prices],
    outputs: [double],
    changed: [{ ...double, rows: 2 + 2 * DAY + 1, from: 'zero' }],
    call: ({ inputs: [high, low, close, volume], outputs: [out], changed: [window] }) => ({
      ...{ kernel: 'turnover', high, low, close, volume, out, window, length: DAY },
    }),
  },
  {
    name: 'ratios',
    inputs: [single, double, double],
    outputs: [double, double],
    call: ({ inputs: [atr, vwap, close], outputs: [ratios, gaps] }) => ({
      ...{ kernel: 'ratios', atr, vwap, close, ratios, gaps, least: 1e-5 },
    }),
  },
  {
    name: 'contextRatio',
    inputs: [{ type: 'lane', rows: 40 }, double, market],
    outputs: [double],
    prices: [2],
    call: ({ inputs: [atr, close, at], outputs: [out] }) => ({
      ...{ kernel: 'contextRatio', lane: atr, close, out, factor: 3, prices: at },
    }),
  },
  {
    name: 'breakout',
    inputs: [
      { ...prices, back: 5 },
      { ...prices, back: 5 },
      prices,
      { ...double, from: 'prices' },
      { ...double, from: 'prices' },
    ],
    outputs: [{ type: 'byte' }],
    call: ({ inputs: [high, low, close, channelHigh, channelLow], outputs: [out] }, pick) => {
      const channel = { channelHigh, channelLow };
      return { kernel: 'breakout', high, low, close, ...channel, out, period: 5, doubt: pick([1e-5, 0.2]) };
    },
  },
  {
    name: 'anyByte',
    inputs: [{ type: 'byte', from: 'rare' }],
    outputs: [],
    changed: [{ ...double, rows: 1, from: 'zero' }],
    call: ({ inputs: [values], changed: [out] }) => ({ kernel: 'anyByte', values, out }),
  },
  ...(
    [
      ['markDoubles', 'double'],
      ['markSingles', 'single'],
    ] as const
  ).map(([kernel, type]): ColumnCase => ({
    name: kernel,
    inputs: [{ type }],
    outputs: [],
    changed: [{ type: 'integer' }, { type: 'integer' }],
    call({ inputs: [values], changed: [failed, missing] }, pick) {
      const bounds = { lowest: pick([-Infinity, 0.4]), highest: pick([0.8, Infinity]) };
      return { kernel, values, failed, missing, failedBit: 4, ...bounds, missingBit: pick([0, 4]) };
    },
  })),
  {
    name: 'verdicts',
    inputs: [
      { type: 'byte', from: 'flags' },
      { type: 'integer', from: 'flags' },
    ],
    outputs: [{ type: 'byte' }],
    changed: [{ type: 'integer', from: 'flags' }, double],
    call: ({ inputs: [usable, failed], outputs: [passed], changed: [missing, score] }, pick) => ({
      ...{ kernel: 'verdicts', usable, failed, missing, passed, score, missingFails: pick([0, 1, -1]) },
    }),
  },
  {
    name: 'surgeMixture',
    inputs: [single, single],
    outputs: [double],
    call: ({ inputs: [long, short], outputs: [out] }) => ({
      ...{ kernel: 'surgeMixture', long, short, out, longShare: 0.6, shortShare: 0.4 },
    }),
  },
  {
    name: 'distanceInAtrs',
    inputs: [double, double, single],
    outputs: [double],
    call: ({ inputs: [price, edge, atr], outputs: [out] }) => ({
      ...{ kernel: 'distanceInAtrs', price, edge, atr, out, least: 1e-5 },
    }),
  },
  {
    name: 'saturated',
    inputs: [double],
    outputs: [double],
    call: ({ inputs: [values], outputs: [out] }) => ({
      ...{ kernel: 'saturated', values, out, origin: 1, half: 10, most: 3 },
    }),
  },
  {
    name: 'clippedLine',
    inputs: [single],
    outputs: [double],
    call: ({ inputs: [values], outputs: [out] }) => ({
      ...{ kernel: 'clippedLine', values, out, base: 1, slope: -2, most: 3 },
    }),
  },
  {
    name: 'weightedMean',
    inputs: [double, double, double, { ...double, rows: 3, from: 'prices' }],
    outputs: [double],
    call: ({ inputs: [values, second, , weights], outputs: [out] }) => ({
      ...{ kernel: 'weightedMean', values, stride: second - values, weights, count: 3, out },
    }),
  },
];
