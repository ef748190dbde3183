import { describe, expect, test } from '../support/jest.js';
import { readFileSync } from 'node:fs';
import { FIGURES } from '../../src/monitor/figures.js';
import { RECOMMENDATION_RULES } from '../../src/monitor/rules/recommendations.js';
import { WATCH_RULES } from '../../src/monitor/rules/watch-rules.js';

const rows = readFileSync('docs/monitoring.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

describe('the page on monitoring', () => {
  test.each(FIGURES)('has $name with its meaning and metric', ({ name, help, metric }) => {
    expect(rows).toContainEqual(['', name, help, metric, '']);
  });

  test.each(WATCH_RULES)(
    'has $kind with its levels and remedy',
    ({ kind, figure, warning, limit, remedy }) => {
      expect(rows).toContainEqual([
        '',
        kind,
        figure,
        String(warning ?? '–'),
        String(limit ?? '–'),
        remedy,
        '',
      ]);
    },
  );

  test.each(RECOMMENDATION_RULES)(
    'has $kind with its levels',
    ({ kind, figure, mediumAbove, highAbove, steps }) => {
      const options = steps.map(({ option }) => option).join(', then ');
      expect(rows).toContainEqual(['', kind, figure, String(mediumAbove), String(highAbove), options, '']);
    },
  );
});
