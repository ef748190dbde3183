import { describe, expect, test } from '@jest/globals';
import { editDistance, nearest, suggestion } from '../../src/util/did-you-mean.js';

describe('what was meant', () => {
  test.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['SAME', 'same', 0],
    ['default', 'defualt', 2],
  ])('%s and %s are %i edits apart', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
    expect(editDistance(b, a)).toBe(edits);
  });

  test('is the nearest candidate, and nothing when none is near', () => {
    expect(nearest('spred', ['symbol', 'spread', 'surgeLong'])).toBe('spread');
    expect(nearest('xyzxyz', ['symbol', 'spread'])).toBeNull();
    expect(nearest('XEC', ['BTC/USDT', 'XEC/USDT'])).toBe('XEC/USDT');
    expect(suggestion('defualt', ['default'])).toBe('; did you mean "default"?');
    expect(suggestion('zzzz', ['default'])).toBe('');
  });
});
