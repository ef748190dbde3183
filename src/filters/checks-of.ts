import type { Check } from './filter.js';
import type { FilterLimits, FilterName } from './index.js';
import { FILTERS } from './index.js';

/** A filter named by a preset, with its comparisons. */
export interface NamedChecks {
  readonly name: FilterName;
  /** True if only a live source has the data. */
  readonly liveOnly: boolean;
  readonly checks: readonly Check[];
}

/** The filters named by the preset, cheapest first. */
export function checksOf(filters: FilterLimits): readonly NamedChecks[] {
  return FILTERS.flatMap(({ name, liveOnly, checks }): NamedChecks[] => {
    const limits = filters[name];
    return limits === undefined ? [] : [{ name, liveOnly, checks: checks(limits) }];
  });
}
