import { expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { startsDay, writeDayStarts } from '../../src/kernels/program/bar-grid.js';

const MINUTE_MS = 60_000;

test('day starts are flagged as if bar by bar, whether or not bars divide a day', () => {
  const minutes = fc.oneof(
    fc.constantFrom(1, 5, 7, 60, 240, 1440, 2880, 4321),
    fc.integer({ min: 1, max: 5000 }),
  );
  fc.assert(
    fc.property(
      minutes,
      fc.nat({ max: 1_000_000 }),
      fc.integer({ min: 1, max: 400 }),
      (step, last, count) => {
        const timeframeMs = step * MINUTE_MS;
        const lastOpenTimeMs = last * timeframeMs;
        const flags = new Float32Array(count).fill(9);
        writeDayStarts(flags, lastOpenTimeMs, timeframeMs);
        const expected = flags.map((_, bar) =>
          startsDay(lastOpenTimeMs - (count - 1 - bar) * timeframeMs, timeframeMs) ? 1 : 0,
        );
        expect(flags).toEqual(expected);
      },
    ),
  );
});
