import { FILTERS } from './index.js';
import type { FilterLimits } from './index.js';
import type { FilterInput, FilterResult, MissingChoice, MissingPolicy } from './filter.js';

const LIVE_ONLY: ReadonlySet<string> = new Set(
  FILTERS.filter((filter) => filter.liveOnly).map(({ name }) => name),
);

/**
 * The policy of a scan: what the user chose, else what the preset says, where a source without live facts skips
 * the filters that need them.
 */
export function missingPolicy(
  preset: { readonly onMissing: MissingChoice },
  hasLiveFacts: boolean,
  chosen?: MissingChoice,
): MissingPolicy {
  const all = chosen ?? preset.onMissing;
  return { all, liveOnly: chosen ?? (hasLiveFacts ? all : 'skip') };
}

/** Whether this result lets the market through; without data the policy decides. */
export function letsThrough(result: FilterResult, missing: MissingPolicy): boolean {
  return result.passed ?? (LIVE_ONLY.has(result.name) ? missing.liveOnly : missing.all) === 'skip';
}

/**
 * Every filter that the preset names, cheapest first. All are run, also after one has failed: a near miss is
 * worth telling. A market passes when every result lets it through.
 */
export function runFilters(
  input: FilterInput,
  preset: { readonly filters: FilterLimits },
  missing: MissingPolicy,
): { readonly passed: boolean; readonly results: readonly FilterResult[] } {
  const results: FilterResult[] = [];
  for (const filter of FILTERS) {
    const limits = preset.filters[filter.name];
    if (limits !== undefined) results.push({ name: filter.name, ...filter.judge(input, limits) });
  }
  return { passed: results.every((result) => letsThrough(result, missing)), results };
}
