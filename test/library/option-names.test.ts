import { scanHistory } from '../../src/library/scan-history.js';
import { edge } from '../../src/library/edge.js';
import { explain } from '../../src/library/explain.js';
import type { IndicatorOptions } from '../../src/library/indicators.js';
import { indicators } from '../../src/library/indicators.js';
import { createMonitor } from '../../src/monitor/create-monitor.js';
import { openExchange } from '../../src/library/node/exchange-source.js';
import { openCandles, openLive, openRecording, openSimulation } from '../../src/library/node/sources.js';
import { readHistory } from '../../src/library/read-history.js';
import { tune } from '../../src/library/tune.js';
import { watch } from '../../src/library/watch-feed.js';
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
    [
      'explain',
      async () => explain(await openSession(feed), 'BTC/USDT', anything({ asof: 0 })),
      '"asof"; did you mean "asOf"?',
    ],
    [
      'explain',
      async () => explain(await openSession(feed), 'BTC/USDT', anything({ levelsFor: [] })),
      '"levelsFor"',
    ],
    ['watch', () => watch(feed, anything({ grace: 1 })), '"grace"; did you mean "graceMs"?'],
    [
      'indicators',
      () => indicators({ close: [1] }, anything<IndicatorOptions>({ indicator: ['ema'] })),
      '"indicator"; did you mean "indicators"?',
    ],
    ['readHistory', () => readHistory(feed, anything({ bar: 5 })), '"bar"; did you mean "bars"?'],
    ['scanHistory', () => scanHistory(anything({ metric: [] })).next(), '"metric"; did you mean "metrics"?'],
    ['edge', () => edge(anything({ screen: [] })), '"screen"; did you mean "screens"?'],
    ['tune', () => tune(anything({ fold: 3 })), '"fold"; did you mean "folds"?'],
    [
      'openLive',
      () => openLive({ id: 'binance' }, anything({ timeframe: '5m' })),
      '"timeframe"; did you mean "timeframeMs"?',
    ],
    ['openCandles', () => openCandles(['x'], anything({ bar: 5 })), '"bar"; did you mean "bars"?'],
    ['openSimulation', () => openSimulation(anything({ sped: 5 })), '"sped"; did you mean "seed"?'],
    ['openRecording', () => openRecording('x', anything({ bar: 5 })), '"bar"; did you mean "bars"?'],
    ['createMonitor', async () => createMonitor(anything({ colour: 1 })), '"colour"'],
    ['openExchange', () => openExchange(anything({ id: 'binance', colour: 1 })), '"colour"'],
  ])('of %s is rejected by name', async (call, attempt, got) => {
    const refused = await (async () => attempt())().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SquallError);
    const { code, message } = refused as SquallError;
    expect(code).toBe('USAGE');
    const sentence = `Expected an option of \`${call}\`, got ${got}`;
    expect(message.startsWith(sentence)).toBe(true);
    // Where no name is near, all are named.
    expect(message.slice(sentence.length)).toMatch(got.endsWith('?') ? /^$/ : /^; options: (\w+, )+\w+$/);
  });

  test('may be undefined where it does exist', async () => {
    const { counts } = await scan(feed, anything({ preset: undefined, quote: undefined }));
    expect(counts.listed).toBe(2);
  });
});
