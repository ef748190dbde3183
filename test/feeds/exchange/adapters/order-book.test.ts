import { describe, expect, test } from '../../../support/jest.js';
import { readOrderBook } from '../../../../src/feeds/exchange/adapters/order-book.js';
import type { CcxtMarket } from '../../../../src/feeds/exchange/ccxt-shapes.js';
import { readMarket } from '../../../../src/feeds/exchange/markets/read-market.js';
import { INVERSE, SPOT, SWAP } from './adapter-fixture.js';

describe('an order book', () => {
  const market = (ccxt: CcxtMarket) => readMarket(ccxt)!;
  const book = { symbol: 'SOL/USDT', bids: [['10', '2']], asks: [[11, 3]] };

  test('has sizes in base currency', () => {
    expect(readOrderBook(book, market(SPOT), 'base')).toEqual({
      bestBid: 10,
      bestAsk: 11,
      book: { bids: [[10, 2]], asks: [[11, 3]] },
    });
    const tenth = market({ ...SWAP, contractSize: 0.1 });
    const swap = { ...book, symbol: 'SOL/USDT:USDT' };
    expect(readOrderBook(swap, tenth, 'contracts').book?.bids).toEqual([[10, 0.2]]);
    const inverse = { ...book, symbol: 'SOL/USD:SOL' };
    expect(readOrderBook(inverse, market(INVERSE), 'contracts').book?.bids).toEqual([[10, 2]]);
    expect(readOrderBook(inverse, market(INVERSE), 'quote').book?.bids).toEqual([[10, 0.2]]);
  });

  test('whose sizes are in an unknown unit, or in contracts of unknown size, has its best prices only', () => {
    const known = { bestBid: 10, bestAsk: 11, book: null };
    const sizeless = market({ ...SPOT, contractSize: undefined });
    expect(readOrderBook(book, market(SPOT), null)).toEqual(known);
    expect(readOrderBook(book, sizeless, 'contracts')).toEqual(known);
    expect(
      readOrderBook(
        {
          ...book,
          bids: [
            [12, 0],
            ['10', '2'],
          ],
        },
        market(SPOT),
        null,
      ),
    ).toEqual(known);
    expect(readOrderBook({ ...book, bids: [] }, market(SPOT), null).bestBid).toBeNull();
  });

  test('of single orders has one level for each price', () => {
    const orders = {
      ...book,
      bids: [
        [10, 1],
        [10, 2],
        [9, 4],
      ],
      asks: [
        [11, 1],
        [12, 3],
        [12, 0],
        [12, 2],
      ],
    };
    expect(readOrderBook(orders, market(SPOT), 'base').book).toEqual({
      bids: [
        [10, 3],
        [9, 4],
      ],
      asks: [
        [11, 1],
        [12, 5],
      ],
    });
  });

  test('loses levels of size 0', () => {
    const bids = [
      [10, 0],
      [9, 1],
    ];
    expect(readOrderBook({ ...book, bids }, market(SPOT), 'base').book?.bids).toEqual([[9, 1]]);
  });

  test.each([
    ['of another market', { symbol: 'ADA/USDT' }, 'that of "ADA/USDT"'],
    ['without bids', { bids: undefined }, 'expected a list of bids, got nothing'],
    ['with a level that is none', { asks: [[11, 1], null] }, 'number 2 of the asks has no price and size'],
    ['with a price that is a word', { bids: [['ten', 1]] }, 'number 1 of the bids'],
    ['with a negative size', { bids: [[10, -1]] }, 'number 1 of the bids'],
    [
      'with the best bid last',
      {
        bids: [
          [9, 1],
          [10, 1],
        ],
      },
      'the bids are not sorted',
    ],
  ])('%s is rejected with BAD_SCHEMA', (_, more, message) => {
    expect(() => readOrderBook({ ...book, ...more }, market(SPOT), 'base')).toThrow(
      expect.objectContaining({
        code: 'BAD_SCHEMA',
        message: expect.stringContaining(message),
      }),
    );
  });
});
