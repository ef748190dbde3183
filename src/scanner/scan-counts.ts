import { FILTERS } from '../filters/index.js';
import { letsThrough } from '../filters/run-filters.js';
import type { JudgedMarket } from './evaluate.js';
import type { MarketResult, ScanCounts } from './scan-result.js';
import type { ScanRequest } from './scan-request.js';

const DATA_CODE = /^DATA_/;

/** @param skipped  markets rejected before their candles were requested */
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

/** Warns of filters that had no data and let markets pass anyway. */
export function uncheckedWarning(judged: readonly JudgedMarket[], { missing }: ScanRequest): string[] {
  const unchecked = new Map<string, number>();
  for (const { errors, filters, rejectedEarly } of judged) {
    if (errors.length > 0 || rejectedEarly !== null) continue;
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

/**
 * Warns of filters that rejected every market for lack of data: then none can pass, however good.
 * @param hasLiveFacts  candle files lack the same for all of them, which is not news
 */
export function blindWarning(
  judged: readonly JudgedMarket[],
  { missing }: ScanRequest,
  hasLiveFacts: boolean,
): string[] {
  const open = judged.filter(({ errors, rejectedEarly, rejectedBy }) => {
    return errors.length === 0 && rejectedEarly === null && rejectedBy === null;
  });
  if (!hasLiveFacts || open.length === 0) return [];
  const isBlind = (name: string): boolean =>
    open.every(({ filters }) => {
      const result = filters.find((filter) => filter.name === name);
      return result !== undefined && result.passed === null && !letsThrough(result, missing);
    });
  return FILTERS.filter(({ name }) => isBlind(name)).map(({ name }) => {
    const reason = open[0].filters.find((filter) => filter.name === name)?.reason ?? '';
    const why = reason.replace(/\.$/, '');
    return `${name} has no data of the ${open.length} that nothing else ruled out, so that none can pass (--on-missing skip lets them): ${why}`;
  });
}

/** Warns if most markets came with fewer bars than requested, and not because they are young. */
export function fewerBarsWarning(
  judged: readonly JudgedMarket[],
  { bars, asOfMs, timeframeMs }: ScanRequest,
  isMetered: boolean,
): string[] {
  if (!isMetered) return [];
  const scanned = judged.filter(({ errors, rejectedEarly }) => errors.length === 0 && rejectedEarly === null);
  const old = scanned.filter(
    ({ market: { listedAtMs } }) => (listedAtMs ?? 0) <= asOfMs - bars * timeframeMs,
  );
  const have = old.map(({ metrics }) => metrics.bars ?? 0);
  const fewer = have.filter((count) => count < bars).length;
  if (fewer === 0 || 2 * fewer <= have.length) return [];
  const most = Math.max(...have);
  return [
    `${fewer} of ${have.length} markets have fewer bars than the ${bars} asked for, at most ${most}: the source told no more`,
  ];
}
