import { randomInt } from 'node:crypto';
import { styleText } from 'node:util';
import { plainText } from '../../util/plain-text.js';

export type ColorChoice = 'auto' | 'always' | 'never';
type Format = Parameters<typeof styleText>[0];

/** Colours text or leaves it plain; `auto` follows the terminal, NO_COLOR and FORCE_COLOR. */
export type Paint = (format: Format, text: string) => string;

/**
 * Our own colours carry a random number, so that on output they can be told apart from colours in a market's
 * name. Terminals and width counters ignore the extra number.
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

/** Text that is safe to print to a terminal or a file: our own colours, and no other control characters. */
export function outgoingText(text: string): string {
  return textOf(text, '\u001b[$1m');
}

/** @param colour  replaces each of ours */
function textOf(text: string, colour: string): string {
  const parts = text.split(MARKED);
  // The parts between the texts are the colours' numbers.
  return parts
    .map((part, index) => (index % 2 === 0 ? plainText(part) : colour.replace('$1', part)))
    .join('');
}
