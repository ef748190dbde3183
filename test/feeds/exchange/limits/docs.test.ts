import { readFileSync } from 'node:fs';
import { expect, test } from '../../../support/jest.js';
import { RATE_LIMIT_TABLES, withTables } from '../../../../scripts/rate-limits/tables.js';

/** Without the padding that prettier gives to tables. */
const bare = (text: string): string => text.replace(/ *\| */g, '|').replace(/-{3,}/g, '---');

test('docs/rate-limits.md shows the current cost tables (npm run rate-limits writes them)', () => {
  const text = readFileSync('docs/rate-limits.md', 'utf8');
  for (const name of Object.keys(RATE_LIMIT_TABLES)) expect(text).toContain(`<!-- table: ${name} -->`);
  expect(bare(text)).toBe(bare(withTables(text)));
});
