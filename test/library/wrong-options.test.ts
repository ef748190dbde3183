import { describe, expect, test } from '../support/jest.js';
import { edge, episodes, explain, openSession, scan, simulate, tune } from '../../src/index.js';
import { fromExchange } from '../../src/node.js';
import { SquallError } from '../../src/util/squall-error.js';

const feed = () => simulate({ seed: 1, marketCount: 5 });
const reasonOf = async (call: () => unknown): Promise<unknown> => {
  try {
    return await call();
  } catch (error) {
    return error;
  }
};

/** As a program without types gives them. */
const WRONG: readonly (readonly [
  name: string,
  call: (value: never) => unknown,
  values: readonly unknown[],
])[] = [
  ['symbols', (symbols) => scan(feed(), { symbols }), ['BTC', 5, [5]]],
  ['quote', (quote) => scan(feed(), { quote }), [5, ['USDT']]],
  ['engine', (engine) => scan(feed(), { engine }), ['gpu', 5]],
  ['workers', (workers) => openSession(feed(), { workers }), ['x', -1, 65]],
  ['session', (session) => explain(session, 'BTC'), [null, {}]],
  ['source', (source) => edge({ source, screens: ['default'] }), [undefined, {}, 5]],
  ['source', (source) => episodes({ source, screen: 'default', horizons: [1] }), [undefined, {}]],
  ['source', (source) => tune({ preset: 'default', source, vary: [] }), [undefined, {}]],
  ['type', (type) => fromExchange('binance', { type }), ['future', 5]],
  ['exchange', (id) => fromExchange(id), ['binanc', '', 5]],
];

describe('what a library call cannot take', () => {
  test.each(WRONG.flatMap(([name, call, values]) => values.map((value) => [name, value, call] as const)))(
    'is refused by its name with a SquallError: %s = %p',
    async (name, value, call) => {
      const error = await reasonOf(() => call(value as never));
      expect(error).toBeInstanceOf(SquallError);
      const { code, message } = error as SquallError;
      expect([code, message]).toEqual(['USAGE', expect.stringMatching(new RegExp(`^Expected .*${name}`))]);
    },
  );

  test('is not how an exchange is spelled', async () => {
    const opened = await fromExchange('Binance', { baseUrl: 'http://127.0.0.1:9' });
    expect(opened.source.exchange?.id).toBe('binance');
    await opened.close();
  });
});
