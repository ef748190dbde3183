import { fixed, MISSING } from '../../util/number-text.js';

/** A p-value in three digits; never 0, because none is. */
export function probability(p: number | null): string {
  return p === null ? MISSING : p < 0.001 ? '<0.001' : fixed(p, 3);
}
