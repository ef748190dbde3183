import type { FilterResult, MissingPolicy } from '../filters/filter.js';
import { letsThrough } from '../filters/run-filters.js';
import type { MarketResult } from './scan-result.js';

/**
 * What would have to change for the market to pass: one sentence per blocking filter or error; empty = it
 * passes.
 */
export function changesNeeded(market: MarketResult, missing: MissingPolicy): string[] {
  const blocking = market.filters.filter((filter) => !letsThrough(filter, missing));
  return [...market.errors.map(({ message }) => message), ...blocking.map(changeNeeded)];
}

function changeNeeded({ name, passed, value, threshold, margin, reason }: FilterResult): string {
  if (passed === null) return `${name} has no data: ${reason}`;
  if (typeof value === 'number' && typeof threshold === 'number' && margin !== null) {
    const direction = value < threshold ? 'rise' : 'fall';
    return `${name} must ${direction} from ${short(value)} to ${short(threshold)}`;
  }
  return `${name}: ${reason}`;
}

/** Four significant digits, in plain notation. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
