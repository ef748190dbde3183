import { randomInt } from 'node:crypto';
import { styleText } from 'node:util';
import { plainText } from '../../util/plain-text.js';

export type ColorChoice = 'auto' | 'always' | 'never';
type Format = Parameters<typeof styleText>[0];

/** Paints text, or leaves it; `auto` follows the terminal, NO_COLOR and FORCE_COLOR. */
export type Paint = (format: Format, text: string) => string;

/**
 * Colours that are ours carry a random number, so that where text leaves they can be told from
 * those that came with a market's name. Terminals and what measures widths take it for one colour more.
 */
const OURS = Array.from({ length: 3 }, () => randomInt(1000, 10_000)).join(';');
const MARKED = new RegExp(`\\u001b\\[(\\d+);${OURS}m`, 'g');
const ESCAPE = '\\u001b';
const UNMARKED = new RegExp(`${ESCAPE}\\[(\\d+)m`, 'g');

export function paintFor(choice: ColorChoice, stream: NodeJS.WriteStream = process.stdout): Paint {
  if (choice === 'never') return (_format, text) => text;
  const options = choice === 'always' ? { validateStream: false } : { stream };
  return (format, text) => styleText(format, textOf(text, MARK), options).replace(UNMARKED, MARK);
}

const MARK = `\u001b[$1;${OURS}m`;

/** Text as it may leave for a terminal or a file: our own colours, and nothing else that is not to be read. */
export function outgoingText(text: string): string {
  return textOf(text, '\u001b[$1m');
}

/** @param colour  in place of each of ours */
function textOf(text: string, colour: string): string {
  const parts = text.split(MARKED);
  // Between the texts stand the colours' numbers.
  return parts
    .map((part, index) => (index % 2 === 0 ? plainText(part) : colour.replace('$1', part)))
    .join('');
}
