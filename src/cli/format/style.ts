import { styleText } from 'node:util';

export type ColorChoice = 'auto' | 'always' | 'never';
type Format = Parameters<typeof styleText>[0];

/** Paints text, or leaves it; `auto` follows the terminal, NO_COLOR and FORCE_COLOR. */
export type Paint = (format: Format, text: string) => string;

export function paintFor(choice: ColorChoice, stream: NodeJS.WriteStream = process.stdout): Paint {
  if (choice === 'never') return (_format, text) => text;
  if (choice === 'always') return (format, text) => styleText(format, text, { validateStream: false });
  return (format, text) => styleText(format, text, { stream });
}
