import { describe, expect, test } from '../support/jest.js';
import {
  ParseError,
  parseChoice,
  parseInstant,
  parseList,
  parseShare,
  parseWholeNumber,
} from '../../src/cli/parse.js';

describe('times', () => {
  test.each([
    ['2024-03-04T17:30:00Z', 1_709_573_400_000],
    ['2024-03-04T17:30Z', 1_709_573_400_000],
    ['2024-03-04T17:30:00.250Z', 1_709_573_400_250],
    ['2024-03-04T18:30:00+01:00', 1_709_573_400_000],
    ['2024-03-04T17:30:00', 1_709_573_400_000],
    ['2024-03-04', 1_709_510_400_000],
    ['1709573400000', 1_709_573_400_000],
  ])('%s is UTC ms %i, whatever the zone of the machine', (text, ms) => {
    expect(parseInstant(text)).toBe(ms);
  });

  test.each(['yesterday', '2024-02-30', '2024-13-01', '2024-03-04 17:30', '17:30', '', '2024-03-04T25:00Z'])(
    '%j is rejected',
    (text) => {
      expect(() => parseInstant(text)).toThrow(ParseError);
    },
  );
});

test('whole numbers, shares, choices and lists are rejected in words', () => {
  expect(parseWholeNumber(1, 10)('10')).toBe(10);
  for (const text of ['0', '11', '1.5', 'x', '-1', ''])
    expect(() => parseWholeNumber(1, 10)(text)).toThrow('a whole number from 1 to 10');
  expect(parseShare('0.9')).toBe(0.9);
  for (const text of ['1.1', '-0.1', 'x', '']) expect(() => parseShare(text)).toThrow('a share from 0 to 1');
  expect(parseChoice(['table', 'json'])('json')).toBe('json');
  expect(() => parseChoice(['table', 'json'])('jsno')).toThrow('one of table, json (did you mean json?)');
  expect(parseList(' a, b,,c ')).toEqual(['a', 'b', 'c']);
  expect(() => parseList(' , ')).toThrow('a comma-separated list');
});
