/** The inputs of a column kernel, before it ran. */
export interface Given {
  /** Row `t` of an input; one `value` if rows have four lanes. */
  readonly input: (index: number, t: number, value?: number) => number;
  /** Row `t` of a column that the kernel reads and writes. */
  readonly changed: (index: number, t: number) => number;
  /** Row `t` of an input that holds a market's prices. */
  readonly prices: (index: number) => Readonly<Record<'scale' | 'anchor' | 'contextAtr', number>>;
  readonly from: number;
  readonly to: number;
  /** The numbers picked for the call, in order. */
  readonly picked: readonly number[];
}

/** Row `t` of a written column; one `value` if rows have four lanes. */
type Rows = (t: number, value: number) => number;

/** Outputs, then changed columns; null if only the kernel defines their values. */
type Definition = (given: Given) => readonly (Rows | null)[];

const SPAN = 12;
const DAY = 7;
const LANES = [0, 1, 2, 3];
const LEAST_ATR = 1e-5;

const bounded = (value: number, most: number): number =>
  value > most ? most : value < -most ? -most : value;

const rowsOf = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

/**
 * The result of each kernel, row by row, in float64 straight from its definition, with the parameters of COLUMN_CASES.
 */
export const COLUMN_DEFINITIONS: Readonly<Record<string, Definition>> = {
  moveBytes: ({ input }) => [(t) => input(0, t)],
  moveColumns: ({ input }) => [0, 1].map((column) => (t, value) => input(column, t, value)),
  fillBytes: ({ picked }) => [() => picked[0]],
  fillDoubles: ({ picked }) => [() => picked[0]],
  fillIntegers: ({ picked }) => [() => picked[0]],
  packCloses: ({ input, prices }) => [(t) => input(0, t) / prices(1).scale - prices(1).anchor],
  packMoves: ({ input, prices }) => [
    (t) => (input(2, t) - input(2, t - 1)) / prices(4).scale,
    (t) => (input(0, t) - input(2, t)) / prices(4).scale,
    (t) => (input(1, t) - input(2, t)) / prices(4).scale,
    (t) => input(3, t),
  ],
  packContext({ input, prices }) {
    const { scale } = prices(3);
    const bars = (t: number): number[] => rowsOf(3 * t, 3);
    const close = (t: number): number => input(2, 3 * t + 2);
    return [
      (t) => (close(t) - input(2, 3 * t - 1)) / scale,
      (t) => (Math.max(...bars(t).map((bar) => input(0, bar))) - close(t)) / scale,
      (t) => (Math.min(...bars(t).map((bar) => input(1, bar))) - close(t)) / scale,
    ];
  },
  unpackNumbers: ({ input }) => [(t) => input(0, t)],
  unpackDistances: ({ input, prices }) => [(t) => input(0, t) * prices(1).scale],
  unpackPrices: ({ input, prices }) => [(t) => (prices(1).anchor + input(0, t)) * prices(1).scale],
  unpackFourNumbers: ({ input }) => LANES.map((lane) => (t) => input(0, t, lane)),
  unpackFourPrices: ({ input, prices }) =>
    LANES.map((lane) => (t) => (prices(1 + lane).anchor + input(0, t, lane)) * prices(1 + lane).scale),
  change: ({ input }) => [(t) => 100 * (input(0, t) / input(0, t - SPAN) - 1)],
  recent({ input }) {
    const volume = (t: number): number => input(2, t);
    return [
      (t) => (100 * (input(1, t) - input(0, t - 4))) / input(0, t - 4),
      (t) => {
        const before = (volume(t - 4) + volume(t - 3)) / 2;
        return before > 0 ? (volume(t - 2) + volume(t - 1) + volume(t)) / 3 / before : NaN;
      },
    ];
  },
  turnover({ input, from }) {
    const turnover = (t: number): number => input(3, t) * ((input(0, t) + input(1, t) + input(2, t)) / 3);
    return [
      (t) => rowsOf(t - DAY + 1, DAY).reduce((sum, row) => (row < from ? sum : sum + turnover(row)), 0),
      null,
    ];
  },
  ratios: ({ input }) => [
    (t) => input(0, t) / input(2, t),
    (t) => (input(0, t) >= LEAST_ATR * input(2, t) ? (input(2, t) - input(1, t)) / input(0, t) : NaN),
  ],
  contextRatio: ({ input, prices }) => [
    (t) => {
      const closed = Math.floor((t + 1) / 3);
      const { scale, contextAtr } = prices(2);
      return (closed > 0 ? input(0, closed - 1) * scale : contextAtr) / input(1, t);
    },
  ],
  breakout: ({ input, picked: [doubt] }) => [
    (t) => {
      const price = input(2, t);
      const edges = [price - input(3, t), input(4, t) - price];
      if (edges.every((edge) => edge < -doubt * price)) return 0;
      const clear = edges.findIndex((edge) => edge > doubt * price);
      if (clear >= 0) return [1, -1][clear];
      const before = rowsOf(t - 5, 5);
      if (before.every((row) => input(0, row) < price)) return 1;
      return before.every((row) => input(1, row) > price) ? -1 : 0;
    },
  ],
  anyByte: ({ input, from, to }) => [
    () => (rowsOf(from, to - from).some((row) => input(0, row) !== 0) ? 1 : 0),
  ],
  markDoubles: marked,
  markSingles: marked,
  verdicts({ input, changed, picked: [missingFails] }) {
    const lacks = (t: number): number => changed(0, t) & ~input(1, t);
    const isUsable = (t: number): boolean => input(0, t) !== 0;
    return [
      (t) => (isUsable(t) && input(1, t) === 0 && (lacks(t) & missingFails) === 0 ? 1 : 0),
      lacks,
      (t) => (isUsable(t) ? changed(1, t) : NaN),
    ];
  },
  surgeMixture: ({ input }) => [(t) => 0.6 * input(0, t) + 0.4 * input(1, t)],
  distanceInAtrs: ({ input }) => [
    (t) => (input(2, t) >= LEAST_ATR * input(0, t) ? (input(0, t) - input(1, t)) / input(2, t) : NaN),
  ],
  saturated: ({ input }) => [(t) => (3 * (input(0, t) - 1)) / (Math.abs(input(0, t) - 1) + 10)],
  clippedLine: ({ input }) => [(t) => bounded(1 - 2 * Math.abs(input(0, t)), 3)],
  weightedMean: ({ input }) => [
    (t) => {
      const known = [0, 1, 2].filter((component) => !Number.isNaN(input(component, t)));
      const total = known.reduce((sum, component) => sum + Math.abs(input(3, component)), 0);
      if (total === 0) return NaN;
      return known.reduce((sum, component) => sum + (input(3, component) * input(component, t)) / total, 0);
    },
  ],
};

function marked({ input, changed, picked: [lowest, highest, missingBit] }: Given): Rows[] {
  const isMissing = (t: number): boolean => Number.isNaN(input(0, t));
  const isOutside = (t: number): boolean => input(0, t) < lowest || input(0, t) > highest;
  return [
    (t) => (!isMissing(t) && isOutside(t) ? changed(0, t) | 4 : changed(0, t)),
    (t) => (isMissing(t) ? changed(1, t) | missingBit : changed(1, t)),
  ];
}

/** Sums may be added up in another order. */
const TOLERANCE = 1e-12;

export function isAsDefined(actual: number, expected: number): boolean {
  return Object.is(actual, expected) || Math.abs(actual - expected) <= TOLERANCE * Math.abs(expected);
}
