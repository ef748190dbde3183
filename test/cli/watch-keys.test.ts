import { describe, expect, test } from '../support/jest.js';
import { listenToKeys } from '../../src/cli/key-input.js';
import { ParseError } from '../../src/cli/parse.js';
import { parseCommand } from '../../src/cli/split-command.js';
import type { WatchChoice } from '../../src/cli/watch-keys.js';
import { afterKey, keysLine, NO_CHOICE, sortOf } from '../../src/cli/watch-keys.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';

const markets = ['A/USDT', 'B/USDT', 'C/USDT'].map((symbol) => ({ symbol }) as MarketResult);

/** What several keys have chosen. */
function chosen(keys: readonly string[], from: WatchChoice = NO_CHOICE): WatchChoice {
  let choice = from;
  for (const key of keys) {
    const next = afterKey(key, choice, markets);
    if (next === 'quit' || next === 'suspend') throw new Error(next);
    choice = next ?? choice;
  }
  return choice;
}

describe('keys of a live watch', () => {
  test.each(['q', 'Q', '\u0003', '\u0004'])('end it: %j', (key) => {
    expect(afterKey(key, NO_CHOICE, markets)).toBe('quit');
  });

  test('stop it for a while: Ctrl-Z', () => {
    expect(afterKey('\u001a', NO_CHOICE, markets)).toBe('suspend');
  });

  test('cycle through the orders', () => {
    const names = Array.from(
      { length: 7 },
      (_, times) => sortOf(chosen(Array<string>(times).fill('s')), undefined)?.name,
    );
    expect(names).toEqual([
      undefined,
      'change1hPct',
      'change24hPct',
      'surgeLong',
      'surgeShort',
      'turnover24h',
      undefined,
    ]);
    expect(chosen(['S'])).toEqual(chosen(['s', 's', 's', 's', 's']));
    const given = { name: 'symbol', isAscending: true };
    expect([sortOf(NO_CHOICE, given), sortOf(chosen(['s']), given)?.name]).toEqual([given, 'change1hPct']);
  });

  test('move from market to market and stop at the ends', () => {
    const at = (...keys: string[]): string | null => chosen(keys).symbol;
    expect([at('j'), at('\u001b[B', 'j'), at('j', 'j', 'j', 'j'), at('j', 'j', '\u001b[A'), at('k')]).toEqual(
      ['A/USDT', 'B/USDT', 'C/USDT', 'A/USDT', 'C/USDT'],
    );
  });

  test('explain the selected market, or the first, and return', () => {
    expect(chosen(['e'])).toMatchObject({ symbol: 'A/USDT', isExplained: true });
    expect(chosen(['j', 'j', 'e'])).toMatchObject({ symbol: 'B/USDT', isExplained: true });
    expect(chosen(['e', 'j'])).toMatchObject({ symbol: 'B/USDT', isExplained: true });
    for (const back of ['e', '\u001b']) expect(chosen(['e', back]).isExplained).toBe(false);
    expect(chosen(['e'], { ...NO_CHOICE, symbol: 'GONE/USDT' }).symbol).toBe('A/USDT');
  });

  test('mean nothing without a market, or for an unknown key', () => {
    for (const key of ['j', 'k', 'e']) expect(afterKey(key, NO_CHOICE, [])).toBeNull();
    for (const key of ['x', '\u001b[C', '\u001b[15~', 'é'])
      expect(afterKey(key, NO_CHOICE, markets)).toBeNull();
  });

  test('are named on the last line', () => {
    expect(keysLine(NO_CHOICE, undefined)).toBe('q quit · s sort: rank · ↑↓ market · e explain');
    expect(keysLine(chosen(['s', 'e']), undefined)).toBe(
      'q quit · s sort: change1hPct · ↑↓ market · e table',
    );
  });
});

describe('keys are heard', () => {
  function terminal(isTTY: boolean) {
    const calls: string[] = [];
    let listener: ((text: string) => void) | null = null;
    return {
      isTTY,
      calls,
      type: (text: string) => listener?.(text),
      setRawMode: (isRaw: boolean) => calls.push(`raw ${isRaw}`),
      setEncoding: () => undefined,
      on: (_: 'data', heard: (text: string) => void) => (listener = heard),
      off: () => (listener = null),
      resume: () => calls.push('resume'),
      pause: () => calls.push('pause'),
    };
  }

  test('one by one, however many arrive at once, until listening ends', () => {
    const keys: string[] = [];
    const source = terminal(true);
    const stop = listenToKeys(source, (key) => keys.push(key));
    source.type('js\u001b[A\u001b[15~\u001b');
    stop();
    source.type('q');
    expect(keys).toEqual(['j', 's', '\u001b[A', '\u001b[15~', '\u001b']);
    expect(source.calls).toEqual(['raw true', 'resume', 'raw false', 'pause']);
  });

  test('of a terminal alone', () => {
    const source = terminal(false);
    listenToKeys(source, () => undefined)();
    expect(source.calls).toEqual([]);
  });
});

describe('a command is split into words', () => {
  test.each([
    ['notify-send', ['notify-send']],
    ['  curl  -d @- https://example.test/x ', ['curl', '-d', '@-', 'https://example.test/x']],
    [`sh -c 'cat >> "new markets.ndjson"'`, ['sh', '-c', 'cat >> "new markets.ndjson"']],
    ['"C:\\Program Files\\x.exe" a"b c"d', ['C:\\Program Files\\x.exe', 'ab cd']],
    ['echo $HOME *', ['echo', '$HOME', '*']],
    [`say ''`, ['say', '']],
  ])('%j', (text, words) => {
    expect(parseCommand(text)).toEqual(words);
  });

  test.each(['', '   ', 'say "hello', "it's"])('or rejected: %j', (text) => {
    expect(() => parseCommand(text)).toThrow(ParseError);
  });
});
