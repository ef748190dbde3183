import { fromCandles } from '../../src/library/from-candles.js';
import { fromExchange, fromFiles } from '../../src/library/node/feeds.js';
import { scan } from '../../src/library/scan.js';
import { openSession } from '../../src/library/session.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { SquallError } from '../../src/util/squall-error.js';
import { describe, expect, test } from '../support/jest.js';

const feed = createSimulatedFeed({ seed: 1, marketCount: 2 });
const anything = <Options>(options: object): Options => options as Options;

describe('an option that does not exist', () => {
  test.each<[string, () => unknown, string]>([
    ['scan', () => scan(feed, anything({ presets: 'x' })), '"presets"; did you mean "preset"?'],
    ['scan', () => scan(feed, anything({ timeFrame: '5m' })), '"timeFrame"; did you mean "timeframe"?'],
    ['scan', () => scan(feed, anything({ asof: 0 })), '"asof"; did you mean "asOf"?'],
    ['scan', () => scan(feed, anything({ colour: 1 })), '"colour"'],
    ['scan', () => openSession(feed, anything({ worker: 2 })), '"worker"; did you mean "workers"?'],
    ['simulate', async () => createSimulatedFeed(anything({ markets: 3 })), '"markets"'],
    ['fromCandles', async () => fromCandles([], anything({ now: 0 })), '"now"; did you mean "nowMs"?'],
    [
      'fromFiles',
      () => fromFiles('nowhere', anything({ timeframes: '5m' })),
      '"timeframes"; did you mean "timeframe"?',
    ],
    [
      'fromExchange',
      () => fromExchange('binance', anything({ baseURL: '' })),
      '"baseURL"; did you mean "baseUrl"?',
    ],
  ])('of %s is refused by name', async (call, attempt, got) => {
    const refused = await (async () => attempt())().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SquallError);
    expect(refused).toMatchObject({
      code: 'USAGE',
      message: `Expected an option of \`${call}\`, got ${got}`,
    });
  });

  test('may be undefined where it does exist', async () => {
    const { counts } = await scan(feed, anything({ preset: undefined, quote: undefined }));
    expect(counts.listed).toBe(2);
  });
});
