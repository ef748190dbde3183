import { expect, test } from '../../../support/jest.js';
import { withoutAddresses } from '../../../../src/feeds/exchange/transport/redact.js';

test.each([
  [
    'okx answered 500 to GET 127.0.0.1:44403/api/v5/market/candles (its server failed)',
    'okx answered 500 to GET /api/v5/market/candles (its server failed)',
  ],
  ['refused (connect ECONNREFUSED 127.0.0.1:9)', 'refused (connect ECONNREFUSED)'],
  ['GET localhost:80/x', 'GET /x'],
  ['connect ECONNREFUSED [::1]:443', 'connect ECONNREFUSED '],
  ['GET api.binance.com/api/v3/klines at 12:30:45.5', 'GET api.binance.com/api/v3/klines at 12:30:45.5'],
])('%s', (message, without) => {
  expect(withoutAddresses(message)).toBe(without);
});
