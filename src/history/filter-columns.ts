import { asPercentile } from '../filters/bb-width.js';
import type { MissingPolicy } from '../filters/filter.js';
import { type FilterLimits, type FilterName, FILTERS } from '../filters/index.js';
import { symbol } from '../filters/symbol.js';
import type { MarketClass } from '../market/market-class.js';
import type { MarketInfo } from '../market/market.js';
import type { Kernels } from '../kernels/engine/kernels.js';
import { DAY_MS } from '../scanner/compute-metrics.js';
import {
  type BlockColumns,
  BREAKOUT,
  COLUMN_TYPES,
  type HistoryMetric,
  type MetricConstants,
} from './history-columns.js';
import type { MarketAddresses } from './history-memory.js';

/** Rows of one market in the columns, and what of it is not a column. */
export interface Stretch {
  readonly market: MarketInfo;
  /** Class while the price does not keep to 1, and while it does. */
  readonly classes: readonly [MarketClass, MarketClass];
  /** 1 for rows of the block where it does; null: nowhere. */
  readonly isPegged: Uint8Array | null;
  /** As-of time of row 0, UTC ms. */
  readonly asOfMs: number;
  readonly timeframeMs: number;
  readonly from: number;
  readonly to: number;
  /** Its arrays, for checks that are no kernels. */
  readonly columns: () => BlockColumns;
  readonly addresses: MarketAddresses;
  readonly constants: MetricConstants;
}

type NumberColumn = Exclude<HistoryMetric, 'breakout'>;

/** A number of each market and bar, and what it has to lie between. */
export interface FilterRange {
  readonly value: NumberColumn | 'listedDays';
  readonly min: number;
  readonly max: number;
  /** Whether a market without the number lacks it, or has no need of it. */
  readonly missing: (market: MarketInfo) => boolean;
}

/** One comparison of a filter. */
interface Check {
  /** What it comes to, where it is one of numbers. */
  readonly range?: FilterRange;
  /** The metric that it needs. */
  readonly metric?: HistoryMetric;
  /** The verdict where all rows of the stretch have the same; null = no data, undefined = they have not. */
  readonly always?: (stretch: Stretch) => boolean | null | undefined;
  /** Else: sets `bit` in the rows where it fails and where it has no data. */
  readonly mark?: (kernels: Kernels, stretch: Stretch, bit: number) => void;
}

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
  /** Comparisons of numbers other than ranks, each with the bit of its filter. */
  readonly ranges: readonly (FilterRange & { readonly bit: number })[];
  /** Metrics that are looked at. */
  readonly metrics: readonly HistoryMetric[];
  /** Judges a stretch by all but the ranks. */
  judge(kernels: Kernels, stretch: Stretch): void;
}

/** Types of columns as markOutside counts them. */
const KINDS = { double: 0, single: 1, integer: 2 } as const;

const KIND_OF = new Map<string, number>(
  Object.entries(KINDS).flatMap(([type, kind]) =>
    COLUMN_TYPES[type as keyof typeof KINDS].map((metric) => [metric, kind] as const),
  ),
);

/** @param missing  whether a market without data lacks it, or has no need of it */
function within(
  metric: NumberColumn,
  min = -Infinity,
  max = Infinity,
  missing: (market: MarketInfo) => boolean = () => true,
): Check[] {
  if (min === -Infinity && max === Infinity) return [];
  const kind = KIND_OF.get(metric) as number;
  const mark: Check['mark'] = (kernels, { addresses, market, from, to }, bit) => {
    const { metrics, failedBits, missingBits } = addresses;
    const missingBit = missing(market) ? bit : 0;
    kernels.markOutside(metrics[metric], failedBits, missingBits, from, to, min, max, bit, missingBit, kind);
  };
  const always: Check['always'] = ({ constants }) => {
    const value = constants[metric];
    return value === undefined ? undefined : value >= min && value <= max;
  };
  return [{ range: { value: metric, min, max, missing }, metric, always, mark }];
}

/** Facts that candles do not hold. */
const unknown: Check = { always: () => null };
/** Of open interest: spot markets have none and pass. */
const unknownUnlessSpot: Check = { always: ({ market }) => (market.type === 'spot' ? true : null) };

/** Days that a market has been listed. */
export function listedDays(listedAtMs: number, asOfMs: number): number {
  return (asOfMs - listedAtMs) / DAY_MS;
}

const listedFor = (minDays: number): Check => ({
  range: { value: 'listedDays', min: minDays, max: Infinity, missing: () => true },
  always: ({ market: { listedAtMs } }) => (listedAtMs === null ? null : undefined),
  mark(_, { market, asOfMs, timeframeMs, from, to, columns }, bit) {
    const { failedBits } = columns();
    const listedAtMs = market.listedAtMs as number;
    // Older with every bar: from the first that is old enough on, all are.
    for (let i = from; i < to && listedDays(listedAtMs, asOfMs + i * timeframeMs) < minDays; i++) {
      failedBits[i] |= bit;
    }
  },
});

const classIn = (allow: readonly MarketClass[]): Check => {
  const allows = (name: MarketClass): boolean => allow.includes(name);
  return {
    always({ classes: [usual, pegged], isPegged }) {
      return isPegged === null || allows(usual) === allows(pegged) ? allows(usual) : undefined;
    },
    mark(_, { classes, isPegged, from, to, columns }, bit) {
      const { failedBits } = columns();
      const fails = classes.map((name) => !allows(name));
      for (let i = from; i < to; i++) if (fails[(isPegged as Uint8Array)[i]]) failedBits[i] |= bit;
    },
  };
};

const breaksOut = (direction: 'up' | 'down' | 'any'): Check => ({
  metric: 'breakout',
  mark(_, { from, to, columns }, bit) {
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

/** Each filter's comparisons that need one market alone, as `judge` in src/filters/ makes them. */
const CHECKS: { readonly [N in FilterName]: (limits: NonNullable<FilterLimits[N]>) => readonly Check[] } = {
  symbol: (limits) => [{ always: symbolIn(limits) }],
  class: ({ allow }) => [classIn(allow)],
  age: ({ minBars, minListedDays }) => [
    ...within('bars', minBars),
    ...(minListedDays === undefined ? [] : [listedFor(minListedDays)]),
  ],
  turnover: ({ min }) => within('turnover24h', min),
  // A bar that is scored is the newest there can be: its age is 0, and no limit is below that.
  dataHealth: ({ min }) => within('health', min),
  spread: () => [unknown],
  depth05: () => [unknown],
  depth03: () => [unknown],
  tradesPerMinute: () => [unknown],
  openInterest: () => [unknownUnlessSpot],
  atrRange: ({ min, max }) => within('contextAtrRatio', min, max),
  bbWidth: ({ min, max }) => within('bbWidthPercentile', asPercentile(min), asPercentile(max)),
  surgeLong: ({ min }) => within('surgeLong', min),
  surgeShort: ({ min }) => within('surgeShort', min),
  breakout: ({ direction }) => [breaksOut(direction)],
  change1h: ({ minPct, maxPct }) => within('change1hPct', minPct, maxPct),
  oiChange: () => [unknownUnlessSpot],
  // BTC itself has no correlation and passes.
  correlation: ({ maxAbs }) => within('btcCorrelation', -maxAbs, maxAbs, ({ base }) => base !== 'BTC'),
  gainers: ({ minPct }) => within('change24hPct', minPct),
  losers: ({ maxPct }) => within('change24hPct', undefined, maxPct),
};

/** The same for all of a market's bars. */
function symbolIn(limits: NonNullable<FilterLimits['symbol']>): (stretch: Stretch) => boolean {
  const verdicts = new Map<MarketInfo, boolean>();
  return ({ market }) => {
    const known = verdicts.get(market) ?? symbolAllows(market, limits);
    verdicts.set(market, known);
    return known;
  };
}

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
  const checks = names.flatMap((name, index) => {
    const compile = CHECKS[name] as (limits: unknown) => readonly Check[];
    return compile(filters[name]).map((check) => ({ ...check, bit: 1 << index }));
  });
  const ranks = ranksOf(filters, names);
  const verdicts: (boolean | null | undefined)[] = checks.map(() => undefined);
  return {
    names,
    missingFails: fails.reduce((bits, drops, index) => (drops ? bits | (1 << index) : bits), 0),
    ranks,
    ranges: checks.flatMap(({ range, bit }) => (range === undefined ? [] : [{ ...range, bit }])),
    metrics: [...checks, ...ranks].flatMap(({ metric }) => (metric === undefined ? [] : [metric])),
    judge(kernels, stretch) {
      const { from, to, addresses } = stretch;
      let failed = 0;
      let lacking = 0;
      for (let i = 0; i < checks.length; i++) {
        const { always, bit } = checks[i];
        const verdict = (verdicts[i] = always?.(stretch));
        if (verdict === false) failed |= bit;
        else if (verdict === null) lacking |= bit;
      }
      kernels.fillIntegers(addresses.failedBits, from, to, failed);
      kernels.fillIntegers(addresses.missingBits, from, to, lacking);
      for (let i = 0; i < checks.length; i++) {
        if (verdicts[i] === undefined) checks[i].mark?.(kernels, stretch, checks[i].bit);
      }
    },
  };
}
