import { shownMarkets } from '../scanner/scan-document.js';
import { compareText } from '../scanner/order.js';
import type { MarketResult, ScanResult } from '../scanner/scan-result.js';
import { sortValue } from './format/scan-columns.js';
import type { Settings } from './settings.js';

/**
 * The markets of a scan to show: all that passed or every market, in the requested order and number.
 * @param seen  left out: they passed in a previous run
 */
export function chosenMarkets(
  result: ScanResult,
  { limit, all = false, sort }: Pick<Settings, 'limit' | 'all' | 'sort'>,
  usualLimit: number,
  seen?: ReadonlySet<string>,
): readonly MarketResult[] {
  const most = limit ?? (all ? Infinity : usualLimit);
  const candidates = shownMarkets(result, Infinity, all);
  const markets = seen === undefined ? candidates : candidates.filter(({ symbol }) => !seen.has(symbol));
  return (sort === undefined ? markets : [...markets].sort(comparator(sort))).slice(0, most);
}

/** Numbers largest first, text and ranks ascending; markets without a value come last. */
function comparator({ name, isAscending }: NonNullable<Settings['sort']>) {
  return (a: MarketResult, b: MarketResult): number => {
    const [left, right] = [sortValue(a, name), sortValue(b, name)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : compareText(String(left), String(right));
    return (isAscending ? order : -order) || compareText(a.symbol, b.symbol);
  };
}
