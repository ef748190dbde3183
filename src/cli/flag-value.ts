import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import { Expected } from './parse.js';
import type { VerbOptions } from './verb-options.js';

/**
 * The value of a flag that is no setting.
 * @param name  as commander has it: `controlPort` for --control-port
 * @returns undefined where the flag was not given. @throws {SquallError} USAGE: a value that is not one.
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
    if (!(error instanceof Expected)) throw error;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new SquallError('USAGE', `${flag}: expected ${error.message}, got ${shownValue(text)}`);
  }
}
