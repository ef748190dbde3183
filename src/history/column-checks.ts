import type { Compared, ComparedMetric } from '../filters/filter.js';
import type { MarketClass } from '../market/market-class.js';
import type { MarketInfo } from '../market/market.js';
import { DAY_MS } from '../market/timeframe.js';
import type { ColumnCall } from '../kernels/engine/column-calls.js';
import {
  type ChunkColumns,
  BREAKOUT,
  COLUMN_TYPES,
  type HistoryMetric,
  isHistoryMetric,
  type MetricConstants,
} from './history-columns.js';
import type { MarketAddresses } from './history-memory.js';

/** A range of rows of one market, and the market's facts that are not columns. */
export interface Stretch {
  readonly market: MarketInfo;
  /** The market's class while it is not pegged, and while it is. */
  readonly classes: readonly [MarketClass, MarketClass];
  /** 1 for rows of the chunk at which it is pegged; null if there are none. */
  readonly isPegged: Uint8Array | null;
  /** As-of time of row 0 (UTC ms). */
  readonly asOfMs: number;
  readonly timeframeMs: number;
  readonly from: number;
  readonly to: number;
  /** The market's arrays, for checks that do not run as kernels. */
  readonly columns: () => ChunkColumns;
  readonly constants: MetricConstants;
}

type NumberColumn = Exclude<HistoryMetric, 'breakout'>;

/** A value of each market and bar, and the limits it must lie between. */
export interface FilterRange {
  readonly value: NumberColumn | 'listedDays';
  readonly min: number;
  readonly max: number;
  /** Whether its absolute value is compared. */
  readonly isAbs: boolean;
  /** Whether a missing value counts as missing data; false if the market does not need it. */
  readonly missing: (market: MarketInfo) => boolean;
}

/** One of a filter's comparisons, over a stretch of rows. */
export interface ColumnCheck {
  /** The equivalent range, if it compares a number. */
  readonly range?: FilterRange;
  /** The metric it reads. */
  readonly metric?: HistoryMetric;
  /** The verdict shared by all rows of the stretch; null = no data, undefined = rows differ. */
  readonly always?: (stretch: Stretch) => boolean | null | undefined;
  /** If rows differ, `call` (a kernel) or `mark` sets `bit` in rows that fail and in rows without data. */
  readonly call?: (market: MarketInfo, addresses: MarketAddresses, bit: number) => ColumnCall;
  readonly mark?: (stretch: Stretch, bit: number) => void;
}

/** Kernels that check a column, by its type; integer columns have none, as most of their rows are equal. */
const MARKS = { double: 'markDoubles', single: 'markSingles' } as const;

type Mark = (typeof MARKS)[keyof typeof MARKS];

const MARK_OF = new Map<HistoryMetric, Mark>(
  Object.entries(MARKS).flatMap(([type, kernel]) =>
    COLUMN_TYPES[type as keyof typeof MARKS].map((metric): [HistoryMetric, Mark] => [metric, kernel]),
  ),
);

/** How each kind of comparison is checked over the rows of a stretch. */
const COLUMN_CHECKS: {
  readonly [K in Compared['kind']]: (compared: Extract<Compared, { kind: K }>) => readonly ColumnCheck[];
} = {
  metric: metricChecks,
  // See RankCheck.
  rank: () => [],
  listedDays: ({ min }) => [listedFor(min)],
  class: ({ allow }) => [classIn(allow)],
  market: ({ passes }) => [{ always: oncePerMarket(passes) }],
  breakout: ({ direction }) => [breaksOut(direction)],
};

function metricChecks({ metric, min, max, isAbs, isExempt }: ComparedMetric): ColumnCheck[] {
  if (min === undefined && max === undefined) return [];
  const isInside = (value: number): boolean => {
    const size = isAbs ? Math.abs(value) : value;
    return size >= (min ?? -Infinity) && size <= (max ?? Infinity);
  };
  // A scored bar is always the newest one.
  if (metric === 'ageBars') return [{ always: () => isInside(0) }];
  if (!isHistoryMetric(metric)) return [{ always: ({ market }) => (isExempt(market) ? true : null) }];
  const always: ColumnCheck['always'] = ({ constants }) => {
    const value = constants[metric];
    return value === undefined ? undefined : isInside(value);
  };
  const missingBit = (market: MarketInfo, bit: number): number => (isExempt(market) ? 0 : bit);
  const range = {
    value: metric,
    min: min ?? -Infinity,
    max: max ?? Infinity,
    isAbs,
    missing: (market: MarketInfo) => !isExempt(market),
  };
  const kernel = MARK_OF.get(metric);
  // A minimum of the absolute value excludes values around 0, which leaves two ranges instead of one.
  if (kernel !== undefined && (!isAbs || min === undefined)) {
    const bounds = { lowest: isAbs ? -(max ?? Infinity) : range.min, highest: range.max };
    const call: ColumnCheck['call'] = (market, { metrics, failedBits, missingBits }, failedBit) => ({
      ...{ kernel, values: metrics[metric], failed: failedBits, missing: missingBits },
      ...{ failedBit, missingBit: missingBit(market, failedBit), ...bounds },
    });
    return [{ range, metric, always, call }];
  }
  const mark: ColumnCheck['mark'] = ({ market, from, to, columns }, bit) => {
    const { metrics, failedBits, missingBits } = columns();
    const values = metrics[metric];
    for (let i = from; i < to; i++) {
      if (Number.isNaN(values[i])) missingBits[i] |= missingBit(market, bit);
      else if (!isInside(values[i])) failedBits[i] |= bit;
    }
  };
  return [{ range, metric, always, mark }];
}

/** Days since the market's listing. */
export function listedDays(listedAtMs: number, asOfMs: number): number {
  return (asOfMs - listedAtMs) / DAY_MS;
}

const listedFor = (minDays: number): ColumnCheck => ({
  range: { value: 'listedDays', min: minDays, max: Infinity, isAbs: false, missing: () => true },
  always: ({ market: { listedAtMs } }) => (listedAtMs === null ? null : undefined),
  mark({ market, asOfMs, timeframeMs, from, to, columns }, bit) {
    const { failedBits } = columns();
    const listedAtMs = market.listedAtMs as number;
    // The age only grows: every row after the first that is old enough passes.
    for (let i = from; i < to && listedDays(listedAtMs, asOfMs + i * timeframeMs) < minDays; i++) {
      failedBits[i] |= bit;
    }
  },
});

const classIn = (allow: readonly MarketClass[]): ColumnCheck => {
  const allows = (name: MarketClass): boolean => allow.includes(name);
  return {
    always({ classes: [usual, pegged], isPegged }) {
      return isPegged === null || allows(usual) === allows(pegged) ? allows(usual) : undefined;
    },
    mark({ classes, isPegged, from, to, columns }, bit) {
      const { failedBits } = columns();
      const fails = classes.map((name) => !allows(name));
      for (let i = from; i < to; i++) if (fails[(isPegged as Uint8Array)[i]]) failedBits[i] |= bit;
    },
  };
};

const breaksOut = (direction: 'up' | 'down' | 'any'): ColumnCheck => ({
  metric: 'breakout',
  mark({ from, to, columns }, bit) {
    const { metrics, failedBits, missingBits } = columns();
    const { breakout } = metrics;
    const isAny = direction === 'any';
    const code = isAny ? BREAKOUT.none : BREAKOUT[direction];
    for (let i = from; i < to; i++) {
      const value = breakout[i];
      if (value === BREAKOUT.unknown) missingBits[i] |= bit;
      else if ((value === code) === isAny) failedBits[i] |= bit;
    }
  },
});

/** A check whose verdict is the same for all bars of a market. */
function oncePerMarket(passes: (market: MarketInfo) => boolean): (stretch: Stretch) => boolean {
  const verdicts = new Map<MarketInfo, boolean>();
  return ({ market }) => {
    const known = verdicts.get(market) ?? passes(market);
    verdicts.set(market, known);
    return known;
  };
}

/** The column checks that give the same verdicts as a filter's comparison. */
export function columnChecks(compared: Compared): readonly ColumnCheck[] {
  const checks = COLUMN_CHECKS[compared.kind] as (compared: Compared) => readonly ColumnCheck[];
  return checks(compared);
}
