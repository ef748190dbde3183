import { ParseError } from './parse.js';

/**
 * A command line split into words at spaces, except inside quotes of either kind. Nothing is expanded, so its
 * meaning does not depend on a shell.
 */
export function parseCommand(text: string): readonly string[] {
  const words = text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  const rest = text.replace(/"[^"]*"|'[^']*'/g, '');
  if (words.length === 0 || /["']/.test(rest)) {
    throw new ParseError('a program and its arguments, with closed quotes around those with spaces');
  }
  return words.map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => String(double ?? single)),
  );
}
