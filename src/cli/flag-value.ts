import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import { ParseError } from './parse.js';
import type { VerbOptions } from './verb-options.js';

/**
 * The value of a flag that is not a setting.
 * @param name  commander's name: `controlPort` for --control-port
 * @returns undefined if the flag was not given. @throws {SquallError} USAGE: an invalid value.
 */
export function flagValue<Value>(
  flags: VerbOptions['flags'],
  name: string,
  read: (text: string) => Value,
): Value | undefined {
  const text = flags[name];
  if (typeof text !== 'string') return undefined;
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new SquallError('USAGE', `${flag}: expected ${error.message}, got ${shownValue(text)}`);
  }
}
