import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { decodeLink, encodeLink } from '../../web/model/link.js';

describe('a link to a moment and a market', () => {
  test('is short and can be read by a person', () => {
    const asOfMs = Date.UTC(2025, 1, 14, 13, 10);
    expect(encodeLink({ asOfMs, symbol: 'BTC/USDT', compareMs: null })).toBe(
      '#t=2025-02-14T13:10Z&m=BTC%2FUSDT',
    );
  });

  test('survives unchanged, whatever the symbol', () => {
    const time = fc.option(fc.integer({ min: -8.64e15, max: 8.64e15 }));
    const link = fc.record({
      asOfMs: time,
      symbol: fc.option(fc.string({ minLength: 1, unit: 'grapheme' })),
      compareMs: time,
    });
    fc.assert(fc.property(link, (given) => expect(decodeLink(encodeLink(given))).toEqual(given)));
  });

  test('may name the time in milliseconds', () => {
    expect(decodeLink('#t=1739538600000').asOfMs).toBe(1739538600000);
  });

  test('never throws: unreadable parts are null', () => {
    expect(decodeLink('#t=yesterday&m=%E0%A4%A&c=99999999999999999999')).toEqual({
      asOfMs: null,
      symbol: null,
      compareMs: null,
    });
    fc.assert(fc.property(fc.string(), (text) => void decodeLink(text)));
  });
});
