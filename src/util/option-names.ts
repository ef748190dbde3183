import { suggestion } from './did-you-mean.js';
import { shownValue } from './plain-text.js';
import { SquallError } from './squall-error.js';

/**
 * Refuses options that do not exist: a typo must not count as the default.
 * @param call  what they were given to: `scan`.
 * @throws {SquallError} USAGE: one that is not among the names.
 */
export function checkOptionNames(call: string, options: object, names: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    throw new SquallError(
      'USAGE',
      `Expected an option of \`${call}\`, got ${shownValue(name)}${suggestion(name, names)}`,
    );
  }
}
