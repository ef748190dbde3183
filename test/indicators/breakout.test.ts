import { describe, expect, test } from '../support/jest.js';
import { findBreakout } from '../../src/indicators/breakout.js';
import { seriesOf } from '../kernels/helpers.js';

const before = { high: [1.3, 1.2, 1.25], low: [1.1, 1.05, 1.15], close: [1.2, 1.1, 1.2] };

function closeAt(price: number) {
  return seriesOf({
    high: [...before.high, price],
    low: [...before.low, price],
    close: [...before.close, price],
  });
}

describe('findBreakout', () => {
  test('requires a close beyond the channel; on its edge is not beyond', () => {
    expect([1.3000001, 1.3, 1.2, 1.05, 1.0499999].map((price) => findBreakout(closeAt(price), 3))).toEqual([
      'up',
      'none',
      'none',
      'none',
      'down',
    ]);
  });

  test('leaves out older bars and the bar itself, and is not known with too few', () => {
    expect(findBreakout(closeAt(1.28), 2)).toBe('up');
    expect(findBreakout(closeAt(1.28), 4)).toBeNull();
    expect(findBreakout(closeAt(2), 2, 2)).toBe('none');
    expect(findBreakout(seriesOf({ close: new Array<number>(30).fill(3.1) }), 20)).toBe('none');
  });
});
