import { FILTERS } from './index.js';
import type { FilterLimits } from './index.js';
import { checksOf } from './checks-of.js';
import type { FilterInput, FilterResult, MissingChoice, MissingPolicy, Rank } from './filter.js';
import { allOf } from './verdicts.js';

const LIVE_ONLY: ReadonlySet<string> = new Set(
  FILTERS.filter((filter) => filter.liveOnly).map(({ name }) => name),
);

/**
 * The policy of a scan: the user's choice, otherwise the preset's; a source without live facts skips the
 * filters that need them.
 */
export function missingPolicy(
  preset: { readonly onMissing: MissingChoice },
  hasLiveFacts: boolean,
  chosen?: MissingChoice,
): MissingPolicy {
  const all = chosen ?? preset.onMissing;
  return { all, liveOnly: chosen ?? (hasLiveFacts ? all : 'skip') };
}

/** Whether a filter looks at what only a live source has, such as the order book. */
export function isLiveOnly(filter: string): boolean {
  return LIVE_ONLY.has(filter);
}

/** Whether this result lets the market pass; without data the policy decides. */
export function letsThrough(result: FilterResult, missing: MissingPolicy): boolean {
  return result.passed ?? (isLiveOnly(result.name) ? missing.liveOnly : missing.all) === 'skip';
}

/**
 * Names of the filters that keep a market out: those that rejected it, and those without the data to pass it.
 */
export function blockingFilters(
  results: readonly FilterResult[],
  missing: MissingPolicy,
): { readonly failed: readonly string[]; readonly withoutData: readonly string[] } {
  const blocking = results.filter((result) => !letsThrough(result, missing));
  const namesOf = (isMissing: boolean): string[] =>
    blocking.filter(({ passed }) => (passed === null) === isMissing).map(({ name }) => name);
  return { failed: namesOf(false), withoutData: namesOf(true) };
}

export interface FilterOutcome {
  readonly passed: boolean;
  readonly results: readonly FilterResult[];
}

/**
 * Every filter named by the preset, cheapest first. All are run, even after one has rejected: a near miss is
 * worth reporting. A market passes if every result lets it.
 */
export function filterRunner(
  preset: { readonly filters: FilterLimits },
  missing: MissingPolicy,
): (input: FilterInput) => FilterOutcome {
  const filters = checksOf(preset.filters);
  return (input) => {
    const results = filters.map(({ name, checks }): FilterResult => {
      const { passed, value, threshold, margin, reason } = allOf(checks.map((check) => check.judge(input)));
      return { name, passed, value, threshold, margin, reason };
    });
    return { passed: results.every((result) => letsThrough(result, missing)), results };
  };
}

/** The same for one market. */
export function runFilters(
  input: FilterInput,
  preset: { readonly filters: FilterLimits },
  missing: MissingPolicy,
): FilterOutcome {
  return filterRunner(preset, missing)(input);
}

/** The ranks that a preset's filters use: sorting thousands of markets is not free. */
export function ranksNeeded({
  filters,
}: {
  readonly filters: FilterLimits;
}): Readonly<Record<Rank, boolean>> {
  const compared = checksOf(filters).flatMap(({ checks }) => checks.map(({ compares }) => compares));
  const isAsked = (rank: Rank): boolean =>
    compared.some((each) => each.kind === 'rank' && each.rank === rank);
  return { turnover: isAsked('turnover'), gain: isAsked('gain'), loss: isAsked('loss') };
}
