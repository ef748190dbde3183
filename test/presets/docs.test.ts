import { readFileSync } from 'node:fs';
import { expect, test } from '../support/jest.js';
import { DEFAULT_LEVEL_RULES } from '../../src/levels/index.js';
import { withTables } from '../../scripts/judgement-docs.js';

const read = (name: string): string => readFileSync(`docs/${name}.md`, 'utf8');

test.each(['filters', 'scoring'])(
  'the table of docs/%s.md is that of the code (npm run judgement)',
  (name) => {
    const text = read(name);
    expect(text).toMatch(/<!-- table: \w+ -->\n\n\|/);
    expect(text).toBe(withTables(text));
  },
);

test('docs/levels.md lists every rule and its default', () => {
  const text = read('levels');
  for (const rule of Object.keys(DEFAULT_LEVEL_RULES)) expect(text).toContain(`\`${rule}\``);
});
