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

/** Every filter by its name in presets, cheapest first: this order is the order of results and of the funnel. */
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

/** What a preset says about filters: limits by filter name. A filter that is not named is not run. */
export type FilterLimits = { readonly [N in FilterName]?: LimitsOf<(typeof REGISTRY)[N]> };

/** A filter without its own type of limits, as it stands in the list of all. */
export type ListedFilter = Omit<Filter<unknown>, 'name' | 'limits' | 'required'> & {
  readonly name: FilterName;
  readonly limits: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
};

/** Every filter, in the order in which they are run. */
// Each filter is only ever given the limits that stand under its own name.
export const FILTERS = Object.values(REGISTRY) as unknown as readonly ListedFilter[];
