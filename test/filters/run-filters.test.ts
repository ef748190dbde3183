import { describe, expect, test } from '../support/jest.js';
import { FILTERS } from '../../src/filters/index.js';
import { letsThrough, missingPolicy, runFilters } from '../../src/filters/run-filters.js';
import { inputOf } from './filter-input.js';

const FAIL = { all: 'fail', liveOnly: 'fail' } as const;

describe('runFilters', () => {
  test('runs only what the preset names, in the order of the registry', () => {
    const filters = { surgeLong: { min: 2 }, spread: { maxBps: 10 }, class: { allow: ['crypto'] } } as const;
    const { results } = runFilters(inputOf({}), { filters }, FAIL);
    expect(results.map((result) => result.name)).toEqual(['class', 'spread', 'surgeLong']);
  });

  test('continues after a failure, to report every near miss', () => {
    const filters = { surgeLong: { min: 2 }, surgeShort: { min: 2 } };
    const input = inputOf({ metrics: { surgeLong: 1.9, surgeShort: 1.8 } });
    expect(runFilters(input, { filters }, FAIL).results.map((result) => result.passed)).toEqual([
      false,
      false,
    ]);
  });

  test('passes a market of which nothing is required', () => {
    expect(runFilters(inputOf({}), { filters: {} }, FAIL)).toEqual({ passed: true, results: [] });
  });

  test('fails what fails, whatever the policy', () => {
    const input = inputOf({ metrics: { spreadBps: 11 } });
    const filters = { spread: { maxBps: 10 } };
    expect(runFilters(input, { filters }, { all: 'skip', liveOnly: 'skip' }).passed).toBe(false);
  });

  test('the policy for live facts decides about those alone', () => {
    const policy = { all: 'fail', liveOnly: 'skip' } as const;
    expect(runFilters(inputOf({}), { filters: { spread: { maxBps: 10 } } }, policy).passed).toBe(true);
    expect(runFilters(inputOf({}), { filters: { surgeLong: { min: 2 } } }, policy).passed).toBe(false);
  });
});

describe('missingPolicy', () => {
  test('follows the preset where the source is live', () => {
    expect(missingPolicy({ onMissing: 'fail' }, true)).toEqual({ all: 'fail', liveOnly: 'fail' });
    expect(missingPolicy({ onMissing: 'skip' }, true)).toEqual({ all: 'skip', liveOnly: 'skip' });
  });

  test('skips live facts where the source has none', () => {
    expect(missingPolicy({ onMissing: 'fail' }, false)).toEqual({ all: 'fail', liveOnly: 'skip' });
  });

  test('does what the user chose', () => {
    expect(missingPolicy({ onMissing: 'skip' }, false, 'fail')).toEqual({ all: 'fail', liveOnly: 'fail' });
    expect(missingPolicy({ onMissing: 'fail' }, true, 'skip')).toEqual({ all: 'skip', liveOnly: 'skip' });
  });
});

test('letsThrough answers for one result as runFilters does for all', () => {
  const unknown = { name: 'spread', passed: null, value: null, threshold: 10, margin: null, reason: '' };
  expect(letsThrough(unknown, FAIL)).toBe(false);
  expect(letsThrough(unknown, { all: 'fail', liveOnly: 'skip' })).toBe(true);
  expect(letsThrough({ ...unknown, passed: true }, FAIL)).toBe(true);
  expect(letsThrough({ ...unknown, passed: false }, { all: 'skip', liveOnly: 'skip' })).toBe(false);
});

test('every filter states its subject', () => {
  expect(FILTERS.map((filter) => filter.name)).toHaveLength(
    new Set(FILTERS.map((filter) => filter.name)).size,
  );
  for (const { description, limits, required } of FILTERS) {
    expect(description).toMatch(/^[A-Z0-9].*\.$/);
    expect(Object.keys(limits)).not.toHaveLength(0);
    for (const limit of Object.values(limits)) expect(limit.description).toMatch(/^[A-Z].*\.$/);
    for (const name of required) expect(Object.keys(limits)).toContain(name);
  }
});
