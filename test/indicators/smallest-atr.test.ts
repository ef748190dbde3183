import { expect, test } from '../support/jest.js';
import { breakoutDistanceAtr } from '../../src/indicators/breakout-distance.js';
import { NO_METRICS } from '../../src/indicators/metrics.js';
import { inAtrs } from '../../src/indicators/smallest-atr.js';

test('a distance in ATRs is not known where the ATR is below a hundred-thousandth of the price', () => {
  expect(inAtrs(3, 1.5, 100)).toBe(2);
  expect(inAtrs(1e-9, 1e-3, 100)).toBe(1e-6);
  for (const atr of [0, 1e-44, 9e-4]) expect(inAtrs(1e-9, atr, 100)).toBeNull();
});

test('a flat channel is not a number of ATRs away', () => {
  const still = { ...NO_METRICS, price: 100, donchianHigh: 100.000001, donchianLow: 99.999999, atr: 1e-20 };
  for (const direction of ['up', 'down', 'any'] as const) {
    expect(breakoutDistanceAtr(still, direction)).toBeNull();
    expect(breakoutDistanceAtr({ ...still, atr: 2, donchianLow: 90, donchianHigh: 104 }, direction)).toBe(
      { up: -2, down: -5, any: -2 }[direction],
    );
  }
});
