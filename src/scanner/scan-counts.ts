import { FILTERS } from '../filters/index.js';
import { letsThrough } from '../filters/run-filters.js';
import type { JudgedMarket } from './evaluate.js';
import type { MarketResult, ScanCounts } from './scan-result.js';
import type { ScanRequest } from './scan-request.js';

const DATA_CODE = /^DATA_/;

/** @param skipped  markets that were ruled out before their candles were asked for */
export function countsOf(markets: readonly MarketResult[], skipped: number): ScanCounts {
  const passed = markets.filter((market) => market.passed).length;
  const noData = markets.filter(({ errors }) => errors.some((error) => DATA_CODE.test(error.code))).length;
  const errors = markets.filter(
    ({ errors: all }) => all.length > 0 && !all.some((error) => DATA_CODE.test(error.code)),
  ).length;
  return {
    listed: markets.length,
    scanned: markets.length - noData - errors - skipped,
    passed,
    failed: markets.length - passed - noData - errors,
    skipped,
    noData,
    errors,
  };
}

/** Says which filters had nothing to look at and let markets through all the same. */
export function uncheckedWarning(judged: readonly JudgedMarket[], { missing }: ScanRequest): string[] {
  const unchecked = new Map<string, number>();
  for (const { errors, filters, ruledOut } of judged) {
    if (errors.length > 0 || ruledOut !== null) continue;
    for (const filter of filters) {
      if (filter.passed !== null || !letsThrough(filter, missing)) continue;
      unchecked.set(filter.name, (unchecked.get(filter.name) ?? 0) + 1);
    }
  }
  if (unchecked.size === 0) return [];
  const names = FILTERS.flatMap(({ name }) => (unchecked.has(name) ? [name] : [])).join(', ');
  const most = Math.max(...unchecked.values());
  return [`Not checked for want of data in up to ${most} markets: ${names} (--on-missing fail refuses them)`];
}
