import { SquallError } from '../util/squall-error.js';
import type { VerbOptions } from './verb-options.js';

/**
 * The options with the symbols given as arguments added to those of --symbols.
 * @throws {SquallError} USAGE: an argument that contains no symbol.
 */
export function withSymbols(options: VerbOptions, given: readonly string[]): VerbOptions {
  if (given.length === 0) return options;
  const named = given.flatMap((text) => text.split(',').map((symbol) => symbol.trim()));
  if (named.includes('')) {
    throw new SquallError(
      'USAGE',
      `Expected symbols such as BTC/USDT, got ${JSON.stringify(given.join(' '))}`,
    );
  }
  const symbols = [...(options.settings.symbols ?? []), ...named];
  return { ...options, settings: { ...options.settings, symbols } };
}
