import { asPercentile } from '../../filters/bb-width.js';
import type { MissingPolicy } from '../../filters/filter.js';
import { type FilterLimits, type FilterName, FILTERS } from '../../filters/index.js';
import { symbol } from '../../filters/symbol.js';
import type { MarketClass } from '../../market/market-class.js';
import type { MarketInfo } from '../../market/market.js';
import { type BlockColumns, BREAKOUT, type MetricColumns } from './history-columns.js';

/** Rows of one market in the columns, and what of it is not a column. */
export interface Stretch {
  readonly market: MarketInfo;
  /** Class while the price does not keep to 1, and while it does. */
  readonly classes: readonly [MarketClass, MarketClass];
  /** From the first row on: 1 where it does. */
  readonly isPegged: Uint8Array;
  /** As-of time of the first row, UTC ms. */
  readonly asOfMs: number;
  readonly timeframeMs: number;
  readonly from: number;
  readonly to: number;
}

/** One comparison of a filter, over a stretch: sets `bit` where it fails and where it has no data. */
type Check = (stretch: Stretch, columns: BlockColumns, bit: number) => void;

/** Places among the markets of a bar can only be told when all of them are known. */
export interface RankCheck {
  readonly bit: number;
  readonly metric: 'turnover24h' | 'change24hPct';
  /** 1: the largest come first, −1: the smallest. */
  readonly sign: 1 | -1;
  readonly top: number;
}

export interface FilterColumns {
  readonly names: readonly FilterName[];
  /** Bits of filters that drop a market they have no data about. */
  readonly missingFails: number;
  readonly ranks: readonly RankCheck[];
  /** Judges a stretch by all but the ranks. */
  judge(stretch: Stretch, columns: BlockColumns): void;
}

type NumberColumn = Exclude<keyof MetricColumns, 'breakout'>;

const atLeast =
  (metric: NumberColumn, min: number): Check =>
  ({ from, to }, { metrics, failedBits, missingBits }, bit) => {
    const values = metrics[metric];
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (value !== value) missingBits[i] |= bit;
      else if (value < min) failedBits[i] |= bit;
    }
  };

const atMost =
  (metric: NumberColumn, max: number): Check =>
  ({ from, to }, { metrics, failedBits, missingBits }, bit) => {
    const values = metrics[metric];
    for (let i = from; i < to; i++) {
      const value = values[i];
      if (value !== value) missingBits[i] |= bit;
      else if (value > max) failedBits[i] |= bit;
    }
  };

function within(metric: NumberColumn, min: number | undefined, max: number | undefined): Check[] {
  return [
    ...(min === undefined ? [] : [atLeast(metric, min)]),
    ...(max === undefined ? [] : [atMost(metric, max)]),
  ];
}

/** The same for all rows of a market; null = no data. */
const always =
  (verdictOf: (market: MarketInfo) => boolean | null): Check =>
  ({ market, from, to }, { failedBits, missingBits }, bit) => {
    const verdict = verdictOf(market);
    if (verdict === true) return;
    const bits = verdict === null ? missingBits : failedBits;
    for (let i = from; i < to; i++) bits[i] |= bit;
  };

/** Facts that candles do not hold. */
const unknown = always(() => null);
/** Of open interest: spot markets have none and pass. */
const unknownUnlessSpot = always((market) => (market.type === 'spot' ? true : null));

const DAY_MS = 86_400_000;

const listedFor =
  (minDays: number): Check =>
  ({ market, asOfMs, timeframeMs, from, to }, { failedBits, missingBits }, bit) => {
    const { listedAtMs } = market;
    for (let i = from; i < to; i++) {
      if (listedAtMs === null) missingBits[i] |= bit;
      else if ((asOfMs + (i - from) * timeframeMs - listedAtMs) / DAY_MS < minDays) failedBits[i] |= bit;
    }
  };

const classIn =
  (allow: readonly MarketClass[]): Check =>
  ({ classes, isPegged, from, to }, { failedBits }, bit) => {
    const fails = classes.map((name) => !allow.includes(name));
    if (!fails[0] && !fails[1]) return;
    for (let i = from; i < to; i++) if (fails[isPegged[i - from]]) failedBits[i] |= bit;
  };

const breaksOut =
  (direction: 'up' | 'down' | 'any'): Check =>
  ({ from, to }, { metrics: { breakout }, failedBits, missingBits }, bit) => {
    for (let i = from; i < to; i++) {
      const value = breakout[i];
      if (value === BREAKOUT.unknown) missingBits[i] |= bit;
      else if (direction === 'any' ? value === BREAKOUT.none : value !== BREAKOUT[direction]) {
        failedBits[i] |= bit;
      }
    }
  };

const correlatesAtMost =
  (maxAbs: number): Check =>
  ({ market, from, to }, { metrics: { btcCorrelation }, failedBits, missingBits }, bit) => {
    const isReference = market.base === 'BTC';
    for (let i = from; i < to; i++) {
      const value = btcCorrelation[i];
      if (value !== value) {
        if (!isReference) missingBits[i] |= bit;
      } else if (Math.abs(value) > maxAbs) failedBits[i] |= bit;
    }
  };

/** Each filter's comparisons that need one market alone, as `judge` in src/filters/ makes them. */
const CHECKS: { readonly [N in FilterName]: (limits: NonNullable<FilterLimits[N]>) => readonly Check[] } = {
  symbol: (limits) => [always((market) => symbolAllows(market, limits))],
  class: ({ allow }) => [classIn(allow)],
  age: ({ minBars, minListedDays }) => [
    ...(minBars === undefined ? [] : [atLeast('bars', minBars)]),
    ...(minListedDays === undefined ? [] : [listedFor(minListedDays)]),
  ],
  turnover: ({ min }) => within('turnover24h', min, undefined),
  // A bar that is scored is the newest there can be: its age is 0, and no limit is below that.
  dataHealth: ({ min }) => within('health', min, undefined),
  spread: () => [unknown],
  depth05: () => [unknown],
  depth03: () => [unknown],
  tradesPerMinute: () => [unknown],
  openInterest: () => [unknownUnlessSpot],
  atrRange: ({ min, max }) => within('contextAtrRatio', min, max),
  bbWidth: ({ min, max }) => within('bbWidthPercentile', asPercentile(min), asPercentile(max)),
  surgeLong: ({ min }) => [atLeast('surgeLong', min)],
  surgeShort: ({ min }) => [atLeast('surgeShort', min)],
  breakout: ({ direction }) => [breaksOut(direction)],
  change1h: ({ minPct, maxPct }) => within('change1hPct', minPct, maxPct),
  oiChange: () => [unknownUnlessSpot],
  correlation: ({ maxAbs }) => [correlatesAtMost(maxAbs)],
  gainers: ({ minPct }) => within('change24hPct', minPct, undefined),
  losers: ({ maxPct }) => within('change24hPct', undefined, maxPct),
};

function symbolAllows(market: MarketInfo, limits: NonNullable<FilterLimits['symbol']>): boolean {
  type Input = Parameters<typeof symbol.judge>[0];
  // The symbol filter looks at nothing but the market.
  return symbol.judge({ market } as Input, limits).passed === true;
}

function ranksOf(filters: FilterLimits, names: readonly FilterName[]): RankCheck[] {
  const { turnover, gainers, losers } = filters;
  const check = (name: FilterName, metric: RankCheck['metric'], sign: 1 | -1, top = 0): RankCheck[] =>
    top > 0 ? [{ bit: 1 << names.indexOf(name), metric, sign, top }] : [];
  return [
    ...check('turnover', 'turnover24h', 1, turnover?.top),
    ...check('gainers', 'change24hPct', 1, gainers?.top),
    ...check('losers', 'change24hPct', -1, losers?.top),
  ];
}

/** A preset's filters as passes over columns: the verdicts of runFilters, without numbers and sentences. */
export function compileFilters(filters: FilterLimits, missing: MissingPolicy): FilterColumns {
  const named = FILTERS.filter(({ name }) => filters[name] !== undefined);
  const names = named.map(({ name }) => name);
  const fails = named.map(({ liveOnly }) => (liveOnly ? missing.liveOnly : missing.all) === 'fail');
  const checks = names.map((name) => {
    const compile = CHECKS[name] as (limits: unknown) => readonly Check[];
    return compile(filters[name]);
  });
  return {
    names,
    missingFails: fails.reduce((bits, drops, index) => (drops ? bits | (1 << index) : bits), 0),
    ranks: ranksOf(filters, names),
    judge(stretch, columns) {
      const { from, to } = stretch;
      columns.failedBits.fill(0, from, to);
      columns.missingBits.fill(0, from, to);
      for (const [index, own] of checks.entries()) {
        for (const check of own) check(stretch, columns, 1 << index);
      }
    },
  };
}
