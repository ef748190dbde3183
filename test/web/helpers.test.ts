import { expect, test } from '../support/jest.js';
import { helpersFor } from '../../web/model/helpers.js';

const MEGABYTE = 2 ** 20;

test.each([
  ['a processor of two helps', { bytes: 8 * MEGABYTE, moments: 125, cores: 2 }, 1],
  ['two of many help', { bytes: 8 * MEGABYTE, moments: 125, cores: 16 }, 2],
  ['a single processor has nothing to spare', { bytes: 8 * MEGABYTE, moments: 125, cores: 1 }, 0],
  ['a few moments are scanned before help is there', { bytes: 8 * MEGABYTE, moments: 12, cores: 16 }, 0],
  ['what fills memory is held once', { bytes: 80 * MEGABYTE, moments: 1_000, cores: 16 }, 0],
])('%s', (_, load, helpers) => {
  expect(helpersFor(load)).toBe(helpers);
});
