import { describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';

interface Series {
  readonly openTimeMs: readonly number[];
  readonly openTime: readonly string[];
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}

const ETH = ['indicators', 'eth', '--markets', '20'];
const json = async (...args: string[]): Promise<Series> =>
  JSON.parse((await runCli([...ETH, '--json', ...args])).stdout) as Series;

describe('squall indicators', () => {
  test('--only gives indicators or single outputs, with the values of all together', async () => {
    const all = await json();
    const some = await json('--only', 'rsi,atr,bbUpper');
    expect(Object.keys(some.series).sort()).toEqual(['atr', 'bbUpper', 'rsi']);
    for (const [name, values] of Object.entries(some.series)) expect(values).toEqual(all.series[name]);
  });

  test('--param changes what is computed: a shorter RSI is defined sooner', async () => {
    const definedFrom = ({ series }: Series): number => series.rsi.findIndex((value) => value !== null);
    expect(definedFrom(await json('--only', 'rsi'))).toBe(14);
    expect(definedFrom(await json('--only', 'rsi', '--param', 'rsi.period=9'))).toBe(9);
  });

  test('--last prints the last bars, --with-candles their prices, times are ISO 8601', async () => {
    const all = await json('--only', 'ema', '--with-candles');
    const last = await json('--only', 'ema', '--with-candles', '--last', '20');
    expect(last.openTime).toHaveLength(20);
    expect(last.openTime).toEqual(last.openTimeMs.map((timeMs) => new Date(timeMs).toISOString()));
    expect(Object.keys(last.series)).toEqual(['open', 'high', 'low', 'close', 'volume', 'ema']);
    expect(last.series.close).toEqual(all.series.close.slice(-20));
  });

  test.each([
    [['--only', 'rsj'], /--only: unknown indicator "rsj"; did you mean "rsi"/],
    [['--param', 'rsi=9'], /--param: expected indicator.parameter=value/],
    [['--param', 'rsi.length=9'], /Expected a parameter of rsi \(period\)/],
    [['--param', 'rsi.period=0'], /rsi to be an integer from/],
    [['--only', 'atr', '--param', 'rsi.period=9'], /--param: unknown indicator "rsi"/],
    [['--last', '0'], /--last: expected a whole number/],
  ])('%j is rejected in one sentence', async (args, expected) => {
    const { exitCode, stdout, stderr } = await runCli([...ETH, ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(expected);
  });
});
