import { JUMP_FACTOR } from '../market/candle-limits.js';
import { displaySymbol } from '../market/symbol.js';

/** Markets named in a warning. */
const NAMED = 5;

/** Warning about markets with bars that jump. */
export function jumpWarning(symbols: readonly string[]): string[] {
  if (symbols.length === 0) return [];
  return [
    `The price moves ${JUMP_FACTOR}-fold or more within a bar in ${named(symbols)}: a glitch or a unit that changed, ` +
      'so their figures are doubtful and their health is lower',
  ];
}

/**
 * Warning about markets whose class follows from their price alone: a coin among them would otherwise be left
 * out silently.
 */
export function pegWarning(symbols: readonly string[]): string[] {
  if (symbols.length === 0) return [];
  return [`Taken for stable coins by their price alone, which stands still: ${named(symbols)}`];
}

function named(symbols: readonly string[]): string {
  const shown = [...symbols].sort().slice(0, NAMED);
  const names = shown.map((symbol) => displaySymbol(symbol)).join(', ');
  return symbols.length > NAMED ? `${names} and ${symbols.length - NAMED} more` : names;
}
