import { describe, expect, test } from '../../../support/jest.js';
import { describeOrRefuse } from '../../../../src/feeds/exchange/description/describe-exchange.js';
import type { ExchangeDescription } from '../../../../src/feeds/exchange/description/exchange-description.js';
import { ExchangeSession } from '../../../../src/feeds/exchange/exchange-session.js';
import { credentialIn } from '../../../../src/feeds/exchange/transport/credentials.js';
import { exchangeIds } from '../../../../src/feeds/exchange/transport/exchange-ids.js';
import { EXIT } from '../../../../src/util/error-codes.js';
import { SquallError } from '../../../../src/util/squall-error.js';
import { TestClock } from '../../../support/test-clock.js';

const TYPES = ['spot', 'swap'] as const;
const ALL = exchangeIds().flatMap((id) => TYPES.map((type) => [id, type] as const));

const isWhole = (description: object): description is ExchangeDescription => 'calls' in description;

async function openingOf(id: string, type: 'spot' | 'swap'): Promise<unknown> {
  try {
    const session = await ExchangeSession.open({
      id,
      type,
      clock: new TestClock(),
      rng: () => 0.5,
      stateFolder: '/nonexistent',
      warn: () => undefined,
      lookup: () => {
        throw new Error('Expected nothing to be sent.');
      },
    });
    const { sent } = session.gate.stats;
    await session.close();
    return { sent };
  } catch (error) {
    return error;
  }
}

describe('every exchange of the client', () => {
  test('is one of a hundred and more', () => expect(exchangeIds().length).toBeGreaterThan(100));

  test.each(ALL)(
    '%s %s opens, or is rejected with exit 64 and one sentence before anything is sent',
    async (id, type) => {
      const { refusal } = await describeOrRefuse(id, type);
      const opened = await openingOf(id, type);
      if (refusal === null) {
        expect(opened).toEqual({ sent: 0 });
        return;
      }
      expect(opened).toBeInstanceOf(SquallError);
      const { exitCode, message } = opened as SquallError;
      expect([exitCode, message]).toEqual([EXIT.usage, refusal]);
      expect(message).toMatch(new RegExp(`^Expected .*${id}.*[.?]$`));
      expect(message).not.toContain('\n');
    },
  );

  test.each(ALL)(
    '%s %s, where it can be scanned, has requests for all that a scan needs',
    async (id, type) => {
      const description = await describeOrRefuse(id, type);
      if (!isWhole(description) || description.refusal !== null) return;
      const { calls, timeframes } = description;
      expect(timeframes.length).toBeGreaterThan(0);
      for (const call of ['markets', 'tickers', 'candles'] as const) {
        expect([call, calls[call].obstacle, calls[call].requests.length > 0]).toEqual([call, null, true]);
      }
      for (const { requests } of Object.values(calls)) {
        for (const request of requests)
          expect([request.url, credentialIn(request)]).toEqual([request.url, null]);
      }
    },
  );
});

describe('what is missing is named', () => {
  test.each([
    ['alpaca', 'spot', 'a key is required to get its list of markets'],
    ['bitso', 'spot', 'it does not offer tickers of all markets in one call'],
    ['btcmarkets', 'spot', 'it does not offer tickers of all markets in one call'],
    [
      'bydfi',
      'swap',
      'the unit of its candle volume is unknown, and there is no turnover to compare it with',
    ],
    ['cex', 'spot', 'its candles cannot be requested without parameters that a scan does not have'],
    ['coinbaseinternational', 'swap', 'its tickers have no last price'],
    [
      'deribit',
      'swap',
      'its tickers of all markets in one call cannot be requested without parameters that a scan does not have',
    ],
    ['dydx', 'swap', 'it does not offer tickers of all markets in one call'],
    ['luno', 'spot', 'a key is required to get its candles'],
    ['woo', 'spot', 'it does not offer tickers of all markets in one call'],
  ] as const)('%s %s: %s', async (id, type, missing) => {
    const { refusal } = await describeOrRefuse(id, type);
    expect(refusal).toBe(`Expected an exchange that can be scanned, got ${id} ${type}: ${missing}.`);
  });
});

describe('what is known before anything is sent', () => {
  const described = async (id: string, type: 'spot' | 'swap'): Promise<ExchangeDescription> => {
    const description = await describeOrRefuse(id, type);
    if (!isWhole(description)) throw new Error(description.refusal);
    return description;
  };

  test.each(['bitrue', 'bittrade', 'coinex', 'gemini', 'phemex', 'weex'])(
    '%s takes no start time: only its newest bars are available',
    async (id) => {
      const { candles } = await described(id, 'spot');
      expect(candles.honoursSince).toBe(false);
      // One of the bars returned is still running.
      expect(candles.mostBars).toBe(candles.maxBars === null ? null : candles.maxBars - 1);
    },
  );

  test.each([
    'binance',
    'bithumb',
    'bitget',
    'bybit',
    'digifinex',
    'htx',
    'lbank',
    'okx',
    'pacifica',
    'upbit',
  ])('%s takes a start time, or an end', async (id) =>
    expect((await described(id, 'spot')).candles.honoursSince).toBe(true),
  );

  test.each([
    ['bitget', 'spot', 200],
    ['upbit', 'spot', 200],
    ['binance', 'swap', 1500],
    ['okx', 'spot', 300],
    ['digifinex', 'swap', 100],
  ] as const)('%s %s: a call returns at most %i bars', async (id, type, bars) => {
    expect((await described(id, type)).candles.maxBars).toBe(bars);
  });

  test('the best bids and asks of coinbase require a key', async () => {
    const { calls } = await described('coinbase', 'spot');
    expect(calls.bidsAsks).toEqual({ obstacle: 'needs a key', requests: [] });
  });

  test('htx takes an order book of 150 levels, not of 100', async () => {
    expect((await described('htx', 'spot')).book.levels).toBe(150);
    expect((await described('binance', 'spot')).book.levels).toBe(100);
  });

  test('nothing of it depends on when it is asked', async () => {
    const [first, second] = [await described('bingx', 'spot'), await described('bingx', 'spot')];
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
  });
});
