import leven from 'leven';
import { displaySymbol } from './symbol.js';

/** Longer names are not typos; comparing takes time proportional to the length of both. */
const MAX_LENGTH = 100;
/** Maximum number of names. */
const NAMED = 3;
/** Minimum letters for a text inside a base currency to refer to it: `PEPE` in `1000PEPE`. */
const INNER_LETTERS = 3;

/**
 * The symbols most likely meant, at most three, in order: a base currency that starts with the text or
 * contains it, otherwise those with the fewest edits (one for up to five letters, otherwise a fifth of them).
 * @param symbols  unified: `BASE/QUOTE`, `BASE/QUOTE:SETTLE`
 */
export function nearSymbols(text: string, symbols: Iterable<string>): string[] {
  const wanted = lettersOf(text);
  if (wanted === '' || text.length > MAX_LENGTH) return [];
  const wantedBase = lettersOf(text.split(/[/\-_:]/)[0]) || wanted;
  let near: string[] = [];
  let fewest = Infinity;
  for (const symbol of symbols) {
    const edits = editsBetween(wanted, wantedBase, symbol);
    if (edits > fewest || edits === Infinity) continue;
    near = edits < fewest ? [symbol] : [...near, symbol];
    fewest = edits;
  }
  return near.sort().slice(0, NAMED);
}

/** 0: the base currency equals or starts with it; 0.5: contains it. Infinity: too far. */
function editsBetween(wanted: string, wantedBase: string, symbol: string): number {
  const base = lettersOf(symbol.split('/')[0]);
  if (wantedBase.length >= 2 && base.startsWith(wantedBase)) return 0;
  if (wantedBase.length >= INNER_LETTERS && base.includes(wantedBase)) return 0.5;
  return Math.min(editsWithin(wanted, lettersOf(symbol)), editsWithin(wantedBase, base));
}

function editsWithin(text: string, name: string): number {
  const most = Math.max(1, Math.floor(text.length / 5));
  const edits = leven(text, name, { maxDistance: most + 1 });
  return edits <= most ? edits : Infinity;
}

function lettersOf(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The rest of a sentence about an unknown market: the nearest ones, otherwise how they are spelled here. */
export function nearSymbolHint(text: string, symbols: readonly string[]): string {
  const near = nearSymbols(text, symbols).map((symbol) => JSON.stringify(displaySymbol(symbol)));
  if (near.length > 0) {
    const last = near.pop()!;
    return `; did you mean ${near.length === 0 ? last : `${near.join(', ')} or ${last}`}?`;
  }
  if (symbols.length === 0) return '';
  const some = [...symbols]
    .sort()
    .slice(0, NAMED)
    .map((symbol) => displaySymbol(symbol));
  return `; it has ${some.join(', ')}${symbols.length > NAMED ? ` and ${symbols.length - NAMED} more` : ''}`;
}
