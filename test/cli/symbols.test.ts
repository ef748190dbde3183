import { existsSync } from 'node:fs';
import { describe, expect, test } from '../support/jest.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { resolveSymbol, selectUniverse } from '../../src/scanner/universe.js';
import { readHistory, simulate } from '../../src/index.js';
import { runCli } from '../support/run-cli.js';

const MARKETS = ['BTC/USDT', 'BTC/USDC', 'ETH/USDT', 'SOL/USDC', 'XEC/USDT', 'BTC/USDT:USDT'].map((symbol) =>
  marketFromSymbol(symbol)!,
);
const chosen = (symbols: readonly string[], quote: string | null = null): string[] =>
  selectUniverse(MARKETS, { symbols, quote }).map(({ symbol }) => symbol);

describe('a market is named', () => {
  test.each([
    ['XEC/USDT', 'XEC/USDT'],
    ['xec/usdt', 'XEC/USDT'],
    ['xecusdt', 'XEC/USDT'],
    ['XEC-USDT', 'XEC/USDT'],
    ['xec', 'XEC/USDT'],
    ['sol', 'SOL/USDC'],
    ['btc/usdt:usdt', 'BTC/USDT:USDT'],
  ])('by %s: %s', (name, symbol) => {
    expect(resolveSymbol(name, MARKETS)).toBe(symbol);
  });

  test('by its base only where that is one market', () => {
    expect(() => resolveSymbol('btc', MARKETS)).toThrow(
      '"btc" could be BTC/USDC, BTC/USDT, BTC/USDT:USDT: name one',
    );
    expect(chosen(['btc'], 'usdc')).toEqual(['BTC/USDC']);
  });

  test('by patterns, several at a time', () => {
    expect(chosen(['*/usdc'])).toEqual(['BTC/USDC', 'SOL/USDC']);
    expect(chosen(['x*', 'eth'])).toEqual(['ETH/USDT', 'XEC/USDT']);
    expect(chosen(['*:usdt'])).toEqual(['BTC/USDT:USDT']);
    expect(() => chosen(['q*'])).toThrow('No market of this source fits "q*"');
  });
});

describe('squall scan', () => {
  const symbolsOf = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await runCli(['scan', ...args, '--markets', '60', '--all', '--json']);
    const { markets } = JSON.parse(stdout) as { markets: { symbol: string }[] };
    return markets.map(({ symbol }) => symbol).sort();
  };

  test('takes symbols as arguments, and those of --symbols with them', async () => {
    expect(await symbolsOf('BTC/USDT', 'eth')).toEqual(['BTC/USDT', 'ETH/USDT']);
    expect(await symbolsOf('btc', '--symbols', 'ETHUSDT')).toEqual(['BTC/USDT', 'ETH/USDT']);
    expect(await symbolsOf('btc,eth')).toEqual(['BTC/USDT', 'ETH/USDT']);
  });

  test.each(['', ',', 'NOSUCH', 'nosuch*'])('rejects %j in one sentence', async (symbol) => {
    const { exitCode, stdout, stderr } = await runCli(['scan', symbol, '--markets', '60']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('a market that does not exist', () => {
  const verbs = [
    ...[
      'scan',
      'explain',
      'levels',
      'indicators',
      'watch --once 1',
      'scan --symbols',
      'record -o x.squall --symbols',
    ],
  ];
  test.each(verbs)('is reported by %s with the nearest ones', async (verb) => {
    const near = await runCli([...verb.split(' '), 'kivp']);
    expect([near.exitCode, near.stdout]).toEqual([64, '']);
    expect(near.stderr).toBe(
      'squall: There is no market "kivp" in this source; did you mean "KIVPE/USDT"?\n',
    );
    const far = await runCli([...verb.split(' '), 'ZZZZZZ']);
    expect(existsSync('x.squall')).toBe(false);
    expect(far.stderr).toMatch(
      /^squall: There is no market "ZZZZZZ" in this source; it has (\S+\/USDT, ){2}\S+\/USDT and 397 more\n$/,
    );
  });

  test('of several quote currencies is the one of --quote', () => {
    expect(resolveSymbol('btc', MARKETS, 'usdc')).toBe('BTC/USDC');
    expect(resolveSymbol('btc/usdt', MARKETS, 'USDC')).toBe('BTC/USDT');
  });
});

describe('a history', () => {
  const moment = { timeframeMs: 300_000, asOfMs: 1_741_707_000_000, bars: 50 };
  const feed = simulate({ marketCount: 60 });

  test.each([
    [['btc/usdt', 'eth'], 'usdt', ['BTC/USDT', 'ETH/USDT']],
    [['bt*'], 'USDT', ['BTC/USDT', 'BTCUP/USDT']],
  ])('takes markets like a scan: %j', async (symbols, quote, found) => {
    const { source } = await readHistory(feed, { ...moment, symbols, quote });
    expect(source.markets.map(({ market }) => market.symbol).sort()).toEqual(found);
  });

  test('rejects a market that does not exist', async () => {
    await expect(readHistory(feed, { ...moment, symbols: ['ETHH'] })).rejects.toThrow(
      'did you mean "ETH/USDT"?',
    );
  });
});
