import type { MarketResult } from '../scanner/scan-result.js';
import type { Settings } from './settings.js';

/** What the user has chosen with keys in a live watch. */
export interface WatchChoice {
  /** Index into {@link SORTS}. */
  readonly sort: number;
  /** The market selected with the arrows; null = none yet, or it is gone. */
  readonly symbol: string | null;
  readonly isExplained: boolean;
}

/** The order given on the command line comes first. */
const SORTS = [null, 'change1hPct', 'change24hPct', 'surgeLong', 'surgeShort', 'turnover24h'] as const;

export const NO_CHOICE: WatchChoice = { sort: 0, symbol: null, isExplained: false };

/**
 * @returns the choice after a key; `quit` to exit, `suspend` to stop for a while; null for a key without a
 * meaning.
 */
export function afterKey(
  key: string,
  choice: WatchChoice,
  markets: readonly MarketResult[],
): WatchChoice | 'quit' | 'suspend' | null {
  switch (key) {
    case 'q':
    case 'Q':
    case '\u0003':
    case '\u0004':
      return 'quit';
    case '\u001a':
      return 'suspend';
    case 's':
      return { ...choice, sort: (choice.sort + 1) % SORTS.length };
    case 'S':
      return { ...choice, sort: (choice.sort + SORTS.length - 1) % SORTS.length };
    case '\u001b[A':
    case '\u001bOA':
    case 'k':
      return moved(choice, markets, -1);
    case '\u001b[B':
    case '\u001bOB':
    case 'j':
      return moved(choice, markets, 1);
    case 'e':
    case '\r':
      return explained(choice, markets);
    case '\u001b':
      return { ...choice, isExplained: false };
    default:
      return null;
  }
}

function moved(choice: WatchChoice, markets: readonly MarketResult[], step: number): WatchChoice | null {
  if (markets.length === 0) return null;
  const at = markets.findIndex(({ symbol }) => symbol === choice.symbol);
  const next = at < 0 ? (step > 0 ? 0 : markets.length - 1) : at + step;
  return { ...choice, symbol: markets[Math.min(markets.length - 1, Math.max(0, next))].symbol };
}

function explained(choice: WatchChoice, markets: readonly MarketResult[]): WatchChoice | null {
  if (choice.isExplained) return { ...choice, isExplained: false };
  if (markets.length === 0) return null;
  const symbol = markets.some((market) => market.symbol === choice.symbol)
    ? choice.symbol
    : markets[0].symbol;
  return { ...choice, symbol, isExplained: true };
}

/** The chosen order, or that of the command line. */
export function sortOf({ sort }: WatchChoice, given: Settings['sort']): Settings['sort'] {
  const name = SORTS[sort];
  return name === null ? given : { name, isAscending: false };
}

/** The last line of the view: the available keys, and what they have chosen. */
export function keysLine(choice: WatchChoice, given: Settings['sort']): string {
  const sort = sortOf(choice, given)?.name ?? 'rank';
  return `q quit · s sort: ${sort} · ↑↓ market · e ${choice.isExplained ? 'table' : 'explain'}`;
}
