import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { globMatcher } from '../../src/util/glob.js';

/** The same as a regular expression. */
function matchesAsRegExp(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text);
}

describe('a pattern with stars', () => {
  test.each([
    ['', '', true],
    ['*', '', true],
    ['a*', 'A', true],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['*b*b*', 'abab', true],
    ['*b*b*', 'aba', false],
    ['a.c', 'abc', false],
    ['/api/v3/*', '/api/v3/klines', true],
  ])('%p on %p: %p', (pattern, text, expected) => {
    expect(globMatcher(pattern)(text)).toBe(expected);
  });

  test('means what the regular expression means', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'B', '.', '*'), maxLength: 7 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (stars, letters) => {
        expect(globMatcher(stars)(letters)).toBe(matchesAsRegExp(stars, letters));
      }),
      { numRuns: 2000, seed: 20267 },
    );
  });

  test('takes no longer for many stars, where a regular expression would try for ages', () => {
    const matches = globMatcher(`${'*a'.repeat(40)}*b`);
    expect(matches('a'.repeat(200))).toBe(false);
    expect(matches(`${'a'.repeat(200)}b`)).toBe(true);
  });
});
