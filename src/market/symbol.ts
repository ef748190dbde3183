/** Longest symbol shown in full; the longest real one (options on Deribit) has 31 characters. */
const DISPLAY_LENGTH = 40;

/**
 * Control characters, format characters (bidi marks, zero-width), lone surrogates, line and paragraph
 * separators: in a terminal they move the cursor, reverse the text or hide it.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Text from outside made safe for a terminal or a log line: no control or bidi characters, at most
 * `maxLength` characters with `…` at the cut. `?` if nothing printable is left.
 */
export function displaySymbol(symbol: string, maxLength = DISPLAY_LENGTH): string {
  // Anything beyond a few times the length cannot be shown: a symbol of megabytes must not cost megabytes of
  // work.
  const characters = [...symbol.slice(0, 4 * maxLength).replace(UNPRINTABLE, '')];
  if (characters.length === 0) return '?';
  const isCut = characters.length > maxLength || symbol.length > 4 * maxLength;
  return isCut ? characters.slice(0, maxLength - 1).join('') + '…' : characters.join('');
}
