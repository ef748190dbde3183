import type { FilterLimits, FilterName } from '../filters/index.js';
import type { Preset } from '../presets/preset.js';
import { canonicalJson } from '../util/canonical-json.js';
import { compileFilters } from './filter-columns.js';
import type { HistoryChunk, HistoryMetric } from './history-columns.js';
import type { HistoryRequest } from './history-request.js';
import { scanHistory } from './scan-history.js';
import { VariantFilters } from './variant-filters.js';

export interface VariantsRequest extends Omit<HistoryRequest, 'preset' | 'metrics'> {
  /** Presets with the same filters that differ only in their numbers. */
  readonly presets: readonly Preset[];
  readonly metrics: readonly HistoryMetric[];
}

/** A chunk with the verdicts of the filters that all variants share. */
export interface VariantsChunk extends HistoryChunk {
  /**
   * Cells at which a market passes a variant's filters: row · markets + market, ascending; reused by the next call.
   */
  readonly passes: (variant: number) => Int32Array;
}

/**
 * Runs many presets in one pass over a history: metrics and shared filters are computed once, and only the differing
 * limits per preset. The same markets pass as with `scanHistory`; weights do not matter.
 * @throws what `scanHistory` throws
 */
export async function* scanVariants({
  presets,
  ...request
}: VariantsRequest): AsyncGenerator<VariantsChunk, void, undefined> {
  const [first] = presets;
  const varied = variedFilters(presets, request);
  const variants = new VariantFilters(
    presets.map(({ filters }) => pick(filters, (name) => varied.has(name))),
    request.missing,
  );
  const preset = { ...first, weights: {}, filters: pick(first.filters, (name) => !varied.has(name)) };
  const metrics = [...new Set([...request.metrics, ...variants.metrics])];
  const passes = (variant: number): Int32Array => variants.passes(variant);
  for await (const chunk of scanHistory({ ...request, preset, metrics })) {
    variants.load(chunk);
    yield { ...chunk, passes };
  }
}

/** Filters that compare candle data and whose limits differ between presets. */
function variedFilters(
  presets: readonly Preset[],
  { missing }: Pick<HistoryRequest, 'missing'>,
): ReadonlySet<FilterName> {
  const [first] = presets;
  const differs = (name: FilterName): boolean => {
    const text = canonicalJson(first.filters[name]);
    return presets.some(({ filters }) => canonicalJson(filters[name]) !== text);
  };
  const isCompared = (name: FilterName): boolean =>
    presets.some(({ filters }) => {
      const { ranges, ranks } = compileFilters(
        pick(filters, (each) => each === name),
        missing,
      );
      return ranges.length + ranks.length > 0;
    });
  return new Set(
    (Object.keys(first.filters) as FilterName[]).filter((name) => differs(name) && isCompared(name)),
  );
}

function pick(filters: FilterLimits, isIn: (name: FilterName) => boolean): FilterLimits {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => isIn(name as FilterName)));
}
