import { age } from './age.js';
import { atrRange } from './atr-range.js';
import { bbWidth } from './bb-width.js';
import { breakout } from './breakout.js';
import { change1h } from './change-1h.js';
import { marketClass } from './class.js';
import { correlation } from './correlation.js';
import { dataHealth } from './data-health.js';
import { depth03 } from './depth03.js';
import { depth05 } from './depth05.js';
import { gainers } from './gainers.js';
import { losers } from './losers.js';
import { oiChange } from './oi-change.js';
import { openInterest } from './open-interest.js';
import { spread } from './spread.js';
import { surgeLong } from './surge-long.js';
import { surgeShort } from './surge-short.js';
import { symbol } from './symbol.js';
import { tradesPerMinute } from './trades-per-minute.js';
import { turnover } from './turnover.js';
import type { JsonSchema } from '../util/json-schema.js';
import type { Filter } from './filter.js';

/** Every filter by its name in presets, cheapest first: the order of results and of the funnel. */
const REGISTRY = {
  symbol,
  class: marketClass,
  age,
  turnover,
  dataHealth,
  spread,
  depth05,
  depth03,
  tradesPerMinute,
  openInterest,
  atrRange,
  bbWidth,
  surgeLong,
  surgeShort,
  breakout,
  change1h,
  oiChange,
  correlation,
  gainers,
  losers,
} as const;

export type FilterName = keyof typeof REGISTRY;

type LimitsOf<F> = F extends Filter<infer Limits> ? Limits : never;

/** Filters of a preset: limits by filter name. Filters that are not named are not run. */
export type FilterLimits = { readonly [N in FilterName]?: LimitsOf<(typeof REGISTRY)[N]> };

/** A filter without its own type of limits, as listed among all filters. */
export type ListedFilter = Omit<Filter<unknown>, 'name' | 'limits' | 'required'> & {
  readonly name: FilterName;
  readonly limits: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
};

/** Every filter, in execution order. */
// Each filter only ever receives the limits under its own name.
export const FILTERS = Object.values(REGISTRY) as unknown as readonly ListedFilter[];
