import { explain } from '../../src/library/explain.js';
import { exportRecording } from '../../src/library/node/export/export-recording.js';
import { fromExchange, fromFiles } from '../../src/library/node/feeds.js';
import { openRecordedSession } from '../../src/library/node/record-session.js';
import { openCandles } from '../../src/library/node/sources.js';
import { edge } from '../../src/library/edge.js';
import { episodes } from '../../src/library/episodes.js';
import { readHistory } from '../../src/library/read-history.js';
import { scanHistory } from '../../src/library/scan-history.js';
import { tune } from '../../src/library/tune.js';
import { openSession } from '../../src/library/session.js';
import { scan } from '../../src/library/scan.js';
import { watch } from '../../src/library/watch-feed.js';
import { scanHistory as runHistory } from '../../src/history/scan-history.js';
import { simulate } from '../../src/index.js';
import { SquallError } from '../../src/util/squall-error.js';
import { describe, expect, test } from '../support/jest.js';

/** What JavaScript passes where TypeScript would have rejected. */
const any = (value: unknown): never => value as never;

const SOURCE = { markets: [], barCount: 0 };

describe('an argument of the wrong type is rejected in a sentence', () => {
  test.each<[string, () => unknown, string]>([
    ['scan without a feed', () => scan(any(null)), 'Expected a feed from simulate, fromCandles,'],
    ['a feed not awaited', () => openSession(any(fromFiles('x').catch(() => 0))), 'got a promise: await it'],
    ['explain of a feed', () => explain(any(simulate()), 'BTC/USDT'), 'Expected a session from openSession'],
    ['no files', () => fromFiles(any(undefined)), 'Expected the path of a file or folder'],
    [
      'one file as a list',
      () => openCandles(any('x.csv')),
      'Expected a list of files or folders, got "x.csv"',
    ],
    ['no exchange', () => fromExchange(any(undefined)), 'Expected an exchange that ccxt knows, like binance'],
    [
      'an exchange that is none',
      () => fromExchange('binanc'),
      'okx or kraken, got "binanc"; did you mean "binance"?',
    ],
    [
      'a type of markets that is none',
      () => fromExchange('binance', any({ type: 'perp' })),
      'to be spot or swap, got "perp"',
    ],
    ['a preset that is none', () => scan(simulate(), { preset: any({}) }), 'or parsePreset returned, got {}'],
    ['one symbol as a list', () => scan(simulate(), { symbols: any('BTC') }), '`symbols` to be a list of'],
    ['symbols that are none', () => scan(simulate(), { symbols: any([1]) }), 'list of symbols, got [1]'],
    [
      'levels for one',
      () => scan(simulate(), { levelsFor: any('BTC') }),
      '`levelsFor` to be a list of symbols',
    ],
    [
      'a quote that is none',
      () => scan(simulate(), { quote: any(1) }),
      '`quote` to be a currency such as USDT',
    ],
    [
      'too few threads',
      () => scan(simulate(), { workers: 0 }),
      '`workers` to be auto or an integer from 1 to',
    ],
    ['an engine that is none', () => scan(simulate(), { engine: any('gpu') }), '`engine` to be one of auto,'],
    ['batches of none', () => openSession(simulate(), { batchSize: 0 }), 'a batch size of 1 or more, got 0'],
    ['no number of bars', () => scan(simulate(), { bars: NaN }), '`bars` to be an integer ≥ 1, got NaN'],
    ['a history of no feed', () => readHistory(any({})), 'Expected a feed from simulate, fromCandles,'],
    [
      'bars of no history',
      () => scanHistory({ source: any({}) }).next(),
      '`source` to be a history from readHistory',
    ],
    ['an edge of no history', () => edge(any({ screens: [] })), '`source` to be a history from readHistory'],
    [
      'one screen as a list',
      () => edge(any({ source: SOURCE, screens: 'default' })),
      '`screens` to be a list of',
    ],
    [
      'a screen that is none',
      () => edge(any({ source: SOURCE, screens: [{}] })),
      '`preset` to be the name of a',
    ],
    ['tune of no history', () => tune(any({ preset: 'default', vary: [] })), '`source` to be a history from'],
    [
      'tune of nothing',
      () => tune(any({ source: SOURCE, preset: 'default' })),
      '`vary` to be a list of limits',
    ],
    ['episodes of no history', () => episodes(any({ screen: 'default', horizons: [1] })), '`source` to be a'],
    ['null as options', () => scan(simulate(), any(null)), 'the options of `scan` as an object, got null'],
    ['a name as options', () => scan(simulate(), any('default')), 'as an object, got "default"'],
    ['an edge of nothing', () => edge(any(undefined)), 'the options of `edge` as an object, got undefined'],
    [
      'bars of nothing',
      () => scanHistory(any(undefined)).next(),
      'the options of `scanHistory` as an object',
    ],
    [
      'no memory',
      () => scan(simulate(), { maxMemoryBytes: 0 }),
      '`maxMemoryBytes` to be a number of bytes > 0',
    ],
    ['no timeframe', () => scan(simulate(), { timeframe: any(null) }), 'Expected a timeframe of 1m,'],
    [
      'no time',
      () => scan(simulate(), { asOf: any(null) }),
      '`asOf` to be a date, an ISO 8601 time or UTC ms',
    ],
    ['watch of no feed', () => watch(any(undefined)), 'Expected a feed from simulate, fromCandles,'],
    [
      'watch of a feed that is not live',
      () => watch(simulate()),
      'needs a live feed: an exchange (fromExchange)',
    ],
    ['no recording to write', () => openRecordedSession(simulate(), any({})), 'path of a recording, got {}'],
    ['no replay to export', () => exportRecording(any('x'), any({})), 'Expected a replay from openReplay'],
  ])('%s', async (_, attempt, sentence) => {
    const refused = await (async () => attempt())().catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: 'SquallError', code: 'USAGE' });
    expect((refused as Error).message).toContain(sentence);
  });

  test.each([[undefined], [{ bookFilters: 'skip' }], [{ all: 'fail' }]])(
    'a history with an invalid missing-data policy: %j',
    async (missing) => {
      const scanning = runHistory(any({ source: {}, preset: {}, engine: {}, missing })).next();
      await expect(scanning).rejects.toThrow("Expected `missing` such as { all: 'fail', liveOnly: 'skip' }");
    },
  );
});

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
