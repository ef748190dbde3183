import type { FilterLimits, FilterName } from '../../filters/index.js';
import { CONTEXT_FACTOR } from '../../scanner/metrics-computer.js';
import { barsNeeded } from '../../scanner/bars-needed.js';
import { counted } from '../../util/number-text.js';

/** The data a preset needs to judge a market. Without it, the filters that use it have no data. */
export interface PresetNeeds {
  /** Spread or depth: only live sources have them. */
  readonly orderBooks: boolean;
  readonly tradeCounts: boolean;
  /** Swaps have open interest; spot markets pass without it. */
  readonly openInterest: boolean;
  readonly reference: boolean;
  /** Closed bars of history. */
  readonly bars: number;
}

/** Outputs of the catalogue used by filters, and how many bars each value is made of. */
const LOOKS_AT: Readonly<Partial<Record<FilterName, readonly [output: string, factor: number]>>> = {
  atrRange: ['atr', CONTEXT_FACTOR],
  bbWidth: ['bbWidthPercentile', 1],
  surgeLong: ['surgeLong', 1],
  surgeShort: ['surgeShort', 1],
  breakout: ['donchianHigh', 1],
  correlation: ['btcCorrelation', 1],
};

export function presetNeeds(filters: FilterLimits): PresetNeeds {
  const names = new Set(Object.keys(filters) as FilterName[]);
  const hasAny = (...wanted: FilterName[]): boolean => wanted.some((name) => names.has(name));
  const bars = Object.entries(LOOKS_AT)
    .filter(([name]) => names.has(name as FilterName))
    .map(([, [output, factor]]) => barsNeeded(output) * factor);
  return {
    orderBooks: hasAny('spread', 'depth05', 'depth03'),
    tradeCounts: hasAny('tradesPerMinute'),
    openInterest: hasAny('openInterest', 'oiChange'),
    reference: hasAny('correlation'),
    bars: Math.max(1, filters.age?.minBars ?? 0, ...bars),
  };
}

/** `order books, open interest (swaps), BTC as benchmark, 139 bars` */
export function needsText({ orderBooks, tradeCounts, openInterest, reference, bars }: PresetNeeds): string {
  return [
    ...(orderBooks ? ['order books'] : []),
    ...(tradeCounts ? ['trade counts'] : []),
    ...(openInterest ? ['open interest of swaps'] : []),
    ...(reference ? ['BTC as benchmark'] : []),
    counted(bars, 'bar'),
  ].join(', ');
}
