import leven from 'leven';
import { displaySymbol } from './symbol.js';

/** Longer names are not typos; comparing takes time in the length of both. */
const MAX_LENGTH = 100;
/** Named at most. */
const NAMED = 3;
/** From so many letters on, a text that stands inside a base currency means it: `PEPE` in `1000PEPE`. */
const INNER_LETTERS = 3;

/**
 * The symbols that were most likely meant, at most three, in their order: a base currency that begins like the text or
 * contains it, else those with the fewest edits (one of up to five letters, else a fifth of them).
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

/** 0: it begins like the base currency or is it; 0.5: it stands inside. Infinity: too far. */
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

/** The rest of a sentence that says that there is no such market: those that are near, else how they are spelled here. */
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
