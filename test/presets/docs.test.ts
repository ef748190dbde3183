import { readFileSync } from 'node:fs';
import { expect, test } from '../support/jest.js';
import { FILTERS } from '../../src/filters/index.js';
import { DEFAULT_LEVEL_RULES } from '../../src/levels/index.js';
import { COMPONENTS } from '../../src/scoring/index.js';

const read = (name: string): string => readFileSync(`docs/${name}.md`, 'utf8');

test('docs/filters.md names every filter, in order, and every limit', () => {
  const text = read('filters');
  let at = text.indexOf('## In the order');
  for (const { name, limits } of FILTERS) {
    const found = text.indexOf(`\`${name}\``, at);
    expect([name, found > at]).toEqual([name, true]);
    at = found;
    for (const limit of Object.keys(limits)) expect(text).toContain(`\`${limit}\``);
  }
});

test('docs/scoring.md has a row for every component', () => {
  const text = read('scoring');
  for (const { name } of COMPONENTS) expect(text).toContain(`\n| \`${name}\` |`);
});

test('docs/levels.md tells every rule and its default', () => {
  const text = read('levels');
  for (const rule of Object.keys(DEFAULT_LEVEL_RULES)) expect(text).toContain(`\`${rule}\``);
});
