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

/** Rows of one market in the columns, and what of it is not a column. */
export interface Stretch {
  readonly market: MarketInfo;
  /** Class while the price does not keep to 1, and while it does. */
  readonly classes: readonly [MarketClass, MarketClass];
  /** 1 for rows of the chunk where it does; null if nowhere. */
  readonly isPegged: Uint8Array | null;
  /** As-of time of row 0, UTC ms. */
  readonly asOfMs: number;
  readonly timeframeMs: number;
  readonly from: number;
  readonly to: number;
  /** Its arrays, for checks that are no kernels. */
  readonly columns: () => ChunkColumns;
  readonly constants: MetricConstants;
}

type NumberColumn = Exclude<HistoryMetric, 'breakout'>;

/** A number of each market and bar, and what it has to lie between. */
export interface FilterRange {
  readonly value: NumberColumn | 'listedDays';
  readonly min: number;
  readonly max: number;
  /** Its size is meant, whatever its sign. */
  readonly isAbs: boolean;
  /** Whether a market without the number lacks it, or has no need of it. */
  readonly missing: (market: MarketInfo) => boolean;
}

/** One comparison of a filter over rows. */
export interface ColumnCheck {
  /** What it comes to, where it is one of numbers. */
  readonly range?: FilterRange;
  /** The metric that it needs. */
  readonly metric?: HistoryMetric;
  /** The verdict where all rows of the stretch have the same; null = no data, undefined = they have not. */
  readonly always?: (stretch: Stretch) => boolean | null | undefined;
  /** Else one of these sets `bit` in the rows where it fails and where it has no data. */
  readonly call?: (market: MarketInfo, addresses: MarketAddresses, bit: number) => ColumnCall;
  readonly mark?: (stretch: Stretch, bit: number) => void;
}

/** Kernels that check a column, by its type; the integers, of which most rows are the same, have none. */
const MARKS = { double: 'markDoubles', single: 'markSingles' } as const;

type Mark = (typeof MARKS)[keyof typeof MARKS];

const MARK_OF = new Map<HistoryMetric, Mark>(
  Object.entries(MARKS).flatMap(([type, kernel]) =>
    COLUMN_TYPES[type as keyof typeof MARKS].map((metric): [HistoryMetric, Mark] => [metric, kernel]),
  ),
);

/** How the rows of a stretch are checked for what a filter compares. */
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
  // A bar that is scored is the newest there can be.
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
  // A least size leaves out values around 0: two spans, not one.
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

/** Days that a market has been listed. */
export function listedDays(listedAtMs: number, asOfMs: number): number {
  return (asOfMs - listedAtMs) / DAY_MS;
}

const listedFor = (minDays: number): ColumnCheck => ({
  range: { value: 'listedDays', min: minDays, max: Infinity, isAbs: false, missing: () => true },
  always: ({ market: { listedAtMs } }) => (listedAtMs === null ? null : undefined),
  mark({ market, asOfMs, timeframeMs, from, to, columns }, bit) {
    const { failedBits } = columns();
    const listedAtMs = market.listedAtMs as number;
    // Older with every bar: from the first that is old enough on, all are.
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

/** The same for all of a market's bars. */
function oncePerMarket(passes: (market: MarketInfo) => boolean): (stretch: Stretch) => boolean {
  const verdicts = new Map<MarketInfo, boolean>();
  return ({ market }) => {
    const known = verdicts.get(market) ?? passes(market);
    verdicts.set(market, known);
    return known;
  };
}

/** The checks over rows that make the verdicts of a filter's check. */
export function columnChecks(compared: Compared): readonly ColumnCheck[] {
  const checks = COLUMN_CHECKS[compared.kind] as (compared: Compared) => readonly ColumnCheck[];
  return checks(compared);
}
