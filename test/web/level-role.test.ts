import { expect, test } from '../support/jest.js';
import { shownRole } from '../../web/model/level-role.js';

test.each([
  ['support', -1.5, 'support'],
  ['support', 0, 'support'],
  ['support', 0.2, 'crossed support'],
  ['resistance', 2, 'resistance'],
  ['resistance', 0, 'resistance'],
  ['resistance', -0.1, 'crossed resistance'],
  ['flipped', -3, 'flipped'],
  ['flipped', 3, 'flipped'],
] as const)('a %s %d ATRs from the price is shown as %s', (role, distanceAtr, shown) => {
  expect(shownRole({ role, distanceAtr })).toBe(shown);
});
