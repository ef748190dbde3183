import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { nameSuggestion, nearest, suggestion } from '../../src/util/did-you-mean.js';

/** Single-character edits between two texts, straight from the definition (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  if (a[0] === b[0]) return editDistance(restA, restB);
  return 1 + Math.min(editDistance(restA, b), editDistance(a, restB), editDistance(restA, restB));
}

describe('what was meant', () => {
  test('is the nearest candidate, and nothing when none is near', () => {
    expect(nearest('spred', ['symbol', 'spread', 'surgeLong'])).toBe('spread');
    expect(nearest('xyzxyz', ['symbol', 'spread'])).toBeNull();
    expect(nearest('btc', [])).toBeNull();
    expect(suggestion('defualt', ['default'])).toBe('; did you mean "default"?');
    expect(suggestion('zzzz', ['default'])).toBe('');
    expect(nameSuggestion('Failed', ['passed24h', 'failedFilters'])).toBe('; did you mean "failedFilters"?');
    expect(nameSuggestion('bbW', ['bbWidthPct', 'bbWidthPercentile'])).toBe('');
    expect(nameSuggestion('fa', ['failedFilters'])).toBe('');
  });

  test.each([
    ['SAME', 'same', 'same'],
    ['kitten', 'smitten', 'smitten'],
    ['kitten', 'sitting', null],
    ['sittings!', 'kitten', null],
    ['sittingss', 'sitt', null],
    ['ab', 'cbd', 'cbd'],
    ['ab', 'cde', null],
    // Nothing in common.
    ['ab', 'cd', null],
    ['x', 'fs', null],
  ])('%s is taken for %s only within two edits, or a third of its letters: %s', (text, name, meant) => {
    expect(nearest(text, [name])).toBe(meant);
  });

  test('is the first of those with the fewest edits, whatever the case', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'C', 'd'), maxLength: 6 });
    fc.assert(
      fc.property(name, fc.array(name, { maxLength: 8 }), (text, candidates) => {
        const most = Math.max(2, Math.floor(text.length / 3));
        const edits = candidates.map((one) => {
          const distance = editDistance(text.toLowerCase(), one.toLowerCase());
          return distance > 0 && distance === Math.max(text.length, one.length) ? Infinity : distance;
        });
        const fewest = Math.min(...edits);
        expect(nearest(text, candidates)).toBe(fewest <= most ? candidates[edits.indexOf(fewest)] : null);
      }),
      { numRuns: 300, seed: 20266 },
    );
  });
});
