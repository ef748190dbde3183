import { suggestion } from './did-you-mean.js';
import { shownValue } from './plain-text.js';
import { SquallError } from './squall-error.js';

/** Every option of a call: leaving one out of the table does not compile. */
export type OptionTable<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Rejects unknown options: a typo must not count as the default.
 * @param call  the function called: `scan`.
 * @param table  names of known options.
 * @throws {SquallError} USAGE: an unknown name, or no object.
 */
export function checkOptionNames(
  call: string,
  options: object,
  table: readonly string[] | Readonly<Record<string, true>>,
): void {
  // JavaScript callers may pass anything.
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new SquallError(
      'USAGE',
      `Expected the options of \`${call}\` as an object, got ${shownValue(options)}`,
    );
  }
  const names = Array.isArray(table) ? (table as readonly string[]) : Object.keys(table);
  for (const [name, value] of Object.entries(options)) {
    // An omitted option is undefined.
    if (value === undefined || names.includes(name)) continue;
    const hint = suggestion(name, names) || `; options: ${names.join(', ')}`;
    throw new SquallError('USAGE', `Expected an option of \`${call}\`, got ${shownValue(name)}${hint}`);
  }
}
