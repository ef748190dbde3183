import { formatNumber } from '../../filters/format.js';
import type { FilterLimits, FilterName } from '../../filters/index.js';

type Words = { readonly [Name in FilterName]: (limits: NonNullable<FilterLimits[Name]>) => string };

const percent = (fraction: number): string => formatNumber(fraction * 100);
/** `50 to 90 %`, `at most 30 %` */
function range(min: number | undefined, max: number | undefined, unit = ''): string {
  if (min !== undefined && max !== undefined) return `${formatNumber(min)} to ${formatNumber(max)}${unit}`;
  return min === undefined
    ? `at most ${formatNumber(max ?? 0)}${unit}`
    : `at least ${formatNumber(min)}${unit}`;
}
const among = (top: number | undefined, what: string): string =>
  top === undefined || top === 0 ? '' : `, among the ${top} ${what}`;
const inPercent = (fraction: number | undefined): number | undefined =>
  fraction === undefined ? undefined : fraction * 100;
const list = (symbols: readonly string[]): string =>
  symbols.length <= MOST_NAMES
    ? symbols.join(' ')
    : `${symbols.slice(0, MOST_NAMES).join(' ')} and ${symbols.length - MOST_NAMES} more`;
const MOST_NAMES = 5;

/** What each filter requires of a market. */
const WORDS: Words = {
  symbol: ({ allow, block }) =>
    [...(allow ? [`only ${list(allow)}`] : []), ...(block ? [`not ${list(block)}`] : [])].join(', '),
  class: ({ allow }) => allow.join(' or '),
  age: ({ minBars, minListedDays }) =>
    [
      ...(minBars === undefined ? [] : [`${formatNumber(minBars)} bars old`]),
      ...(minListedDays === undefined ? [] : [`listed for ${formatNumber(minListedDays)} days`]),
    ].join(', '),
  turnover: ({ min, top }) => `turnover ${range(min ?? 0, undefined)} USD${among(top, 'largest')}`,
  dataHealth: ({ min }) => `${percent(min ?? 0)} % of bars intact`,
  spread: ({ maxBps }) => `spread at most ${formatNumber(maxBps)} bps`,
  depth05: ({ minUsd }) => `depth at least ${formatNumber(minUsd)} USD within 0.5 %`,
  depth03: ({ minUsd }) => `${formatNumber(minUsd)} USD within 0.3 %`,
  tradesPerMinute: ({ min }) => `at least ${formatNumber(min)} trades per minute`,
  openInterest: ({ minUsd }) => `open interest at least ${formatNumber(minUsd)} USD`,
  atrRange: ({ min, max }) => `ATR ${range(inPercent(min), inPercent(max), ' %')} of the price`,
  bbWidth: ({ min, max }) => `Bollinger width percentile ${range(min, max)}`,
  surgeLong: ({ min }) => `hourly volume at least ${formatNumber(min)}×`,
  surgeShort: ({ min }) => `volume of the last bar at least ${formatNumber(min)}×`,
  breakout: ({ direction }) => (direction === 'any' ? 'a breakout' : `a breakout ${direction}`),
  change1h: ({ minPct, maxPct }) => `1 h change ${range(minPct, maxPct, ' %')}`,
  oiChange: ({ minAbsPct }) => `open interest changed by at least ${formatNumber(minAbsPct)} %`,
  correlation: ({ maxAbs }) => `correlation with BTC at most ${formatNumber(maxAbs)}`,
  gainers: ({ minPct, top }) => `24 h change ${range(minPct ?? 0, undefined, ' %')}${among(top, 'gainers')}`,
  losers: ({ maxPct, top }) => `24 h change ${range(undefined, maxPct ?? 0, ' %')}${among(top, 'losers')}`,
};

/** Filters that distinguish screens; those that any sound market passes are left to `presets show`. */
export const CHARACTERISTIC: readonly FilterName[] = [
  'turnover',
  'bbWidth',
  'surgeLong',
  'surgeShort',
  'breakout',
  'change1h',
  'correlation',
  'gainers',
  'losers',
];

/**
 * What a preset requires of a market, one phrase per filter, in the order of the filters. @param names
 * @default all
 */
export function presetWords(filters: FilterLimits, names?: readonly FilterName[]): string[] {
  return (names ?? (Object.keys(WORDS) as FilterName[])).flatMap((name) => {
    const limits = filters[name];
    return limits === undefined ? [] : [(WORDS[name] as (of: unknown) => string)(limits)];
  });
}
