import type { Query } from './dialect.js';

/**
 * A whole number of the query.
 * @param bad  creates the error for anything else.
 * @returns null if it is absent or empty.
 */
export function wholeNumber(query: Query, name: string, bad: (name: string) => Error): number | null {
  const text = query.get(name);
  if (text === undefined || text === '') return null;
  if (!/^\d{1,15}$/.test(text)) throw bad(name);
  return Number(text);
}
