import type { Level } from '../../src/levels/level.js';

/** Role of a level relative to the price now. */
export type ShownRole = Level['role'] | 'crossed support' | 'crossed resistance';

/**
 * A support above the price, or a resistance below it, has been crossed and has not held from the other side
 * yet: its old name alone would say the opposite of what it is.
 */
export function shownRole({ role, distanceAtr }: Pick<Level, 'role' | 'distanceAtr'>): ShownRole {
  if (role === 'support' && distanceAtr > 0) return 'crossed support';
  if (role === 'resistance' && distanceAtr < 0) return 'crossed resistance';
  return role;
}
