import { suggestion } from './did-you-mean.js';
import { shownValue } from './plain-text.js';
import { SquallError } from './squall-error.js';

/** Every option of a call: one that is missing in the table does not compile. */
export type OptionTable<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Refuses options that do not exist: a typo must not count as the default.
 * @param call  what they were given to: `scan`.
 * @param table  names of those that exist.
 * @throws {SquallError} USAGE: one that is not among the names.
 */
export function checkOptionNames(
  call: string,
  options: object,
  table: readonly string[] | Readonly<Record<string, true>>,
): void {
  const names = Array.isArray(table) ? (table as readonly string[]) : Object.keys(table);
  for (const [name, value] of Object.entries(options)) {
    // Undefined is what an option is that was not given.
    if (value === undefined || names.includes(name)) continue;
    const hint = suggestion(name, names) || `; there are ${names.join(', ')}`;
    throw new SquallError('USAGE', `Expected an option of \`${call}\`, got ${shownValue(name)}${hint}`);
  }
}
