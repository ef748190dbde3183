import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { FAULTS } from '../../src/emulator/faults/catalogue.js';
import { ENDPOINTS, SCENARIO_SCHEMA } from '../../src/emulator/scenario-schema.js';
import { parseScenario } from '../../src/emulator/scenario.js';
import { SquallError } from '../../src/util/squall-error.js';

function messageOf(source: unknown): string {
  try {
    parseScenario(source, 'mine.json');
  } catch (error) {
    if (error instanceof SquallError && error.code === 'CONFIG' && error.exitCode === 78)
      return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('a scenario', () => {
  test('fills in defaults', () => {
    const [rule] = parseScenario('[{ "fault": "s429" }]', 'mine.json');
    expect({ ...rule, fault: rule.fault.id }).toEqual({
      fault: 's429',
      values: { retryAfter: 7 },
      endpoints: null,
      symbols: null,
      paths: null,
      chance: 1,
      nth: null,
      every: null,
      times: null,
      fromMs: 0,
      untilMs: Infinity,
    });
  });

  test('keeps what is given', () => {
    const [rule] = parseScenario(
      [
        {
          on: { endpoint: 'klines', symbol: ['BTC*', 'ETH/USDT'] },
          fault: 'candles.valueZero',
          with: { field: 'low' },
          p: 0.05,
          every: 2,
          times: 9,
          from: '500ms',
          for: '1h',
        },
      ],
      'mine.json',
    );
    expect(rule).toMatchObject({
      values: { field: 'low', back: 2 },
      endpoints: ['klines'],
      symbols: ['BTC*', 'ETH/USDT'],
      chance: 0.05,
      every: 2,
      times: 9,
      fromMs: 500,
      untilMs: 3_600_500,
    });
  });

  test('may be empty', () => {
    expect(parseScenario('[]', 'mine.json')).toEqual([]);
  });
});

describe('a wrong scenario ends in one clear sentence', () => {
  const prefix = 'Invalid scenario mine.json: ';
  test.each<[unknown, string]>([
    [{}, 'expected array, got {}.'],
    [[{}], 'rule 1: expected "fault", which is missing.'],
    [[{ fault: 'gzRest' }], 'rule 1, fault: unknown fault "gzRest"; did you mean "gzReset"?'],
    [
      [{ fault: 'reset' }, { fault: 'somethingElse' }],
      `rule 2, fault: unknown fault "somethingElse"; docs/faults.md lists all ${FAULTS.length}.`,
    ],
    [
      [{ fault: 'reset', chance: 1 }],
      'rule 1: unknown key "chance"; expected one of on, fault, with, p, nth, every, times, from, for.',
    ],
    [[{ fault: 'reset', p: 2 }], 'rule 1, p: expected a number ≤ 1, got 2.'],
    [[{ fault: 'reset', nth: 0 }], 'rule 1, nth: expected a number ≥ 1, got 0.'],
    [[{ fault: 'reset', nth: 1, every: 2 }], 'rule 1: expected nth or every, got both.'],
    [
      [{ fault: 'reset', from: '20' }],
      'rule 1, from: expected a duration like 500ms, 20s, 2m or 1h, got "20".',
    ],
    [[{ fault: 'reset', for: '0s' }], 'rule 1: for: expected a duration above 0.'],
    [[{ fault: 'reset', with: { ms: 1 } }], 'rule 1, with: unknown parameter "ms"; there are none.'],
    [
      [{ fault: 's429', with: { retryafter: 1 } }],
      'rule 1, with: unknown parameter "retryafter"; did you mean "retryAfter"?',
    ],
    [
      [{ fault: 's429', with: { retryAfter: -1 } }],
      'rule 1, with.retryAfter: expected a number ≥ 0, got -1.',
    ],
    [[{ fault: 's429', with: { retryAfter: '7' } }], 'rule 1, with.retryAfter: expected integer, got "7".'],
    [
      [{ fault: 'redirect', with: { to: 'a\r\nb' } }],
      'rule 1, with.to: expected a URL in ASCII, got "a\\r\\nb".',
    ],
    [
      [{ fault: 'candles.valueZero', with: { field: 'lo' } }],
      'rule 1, with.field: expected one of open, high, low, close, volume, got "lo"; did you mean "low"?',
    ],
    [
      [{ fault: 'reset', on: { endpoint: 'kline' } }],
      `rule 1, on.endpoint: expected one of ${ENDPOINTS.join(', ')}, got "kline".`,
    ],
    [
      [{ fault: 'candles.gap', on: { endpoint: 'depth' } }],
      'rule 1: on.endpoint: expected one of klines, which candles.gap can touch, got depth.',
    ],
  ])('%j', (source, sentence) => {
    expect(messageOf(source)).toBe(prefix + sentence);
  });

  test('a text that is not JSON', () => {
    expect(messageOf('{')).toMatch(/^Invalid scenario mine\.json: not JSON: ./);
  });

  test('several errors get a line each, and not without end', () => {
    const lines = messageOf(Array.from({ length: 50 }, () => ({ fault: 'reset', p: -1 }))).split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[1]).toBe('  rule 1, p: expected a number ≥ 0, got -1.');
    expect(lines[21]).toBe('  … and 30 more.');
  });

  test('a text without end is not even parsed', () => {
    expect(messageOf(' '.repeat(2_000_000))).toBe(
      `${prefix}expected at most 1048576 characters, got 2000000.`,
    );
  });
});

const duration = fc
  .tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom('ms', 's', 'm', 'h'))
  .map((parts) => parts.join(''));

const soundRule = fc.record(
  {
    fault: fc.constantFrom(...FAULTS.filter(({ endpoints }) => endpoints === null).map(({ id }) => id)),
    on: fc.record({
      endpoint: fc.constantFrom(...ENDPOINTS),
      symbol: fc.oneof(fc.string({ minLength: 1 }), fc.array(fc.string({ minLength: 1 }), { minLength: 1 })),
    }),
    p: fc.double({ min: 0, max: 1, noNaN: true }),
    nth: fc.integer({ min: 1 }),
    times: fc.integer({ min: 1 }),
    from: duration,
    for: duration,
  },
  { requiredKeys: ['fault'] },
);

describe('for any scenario', () => {
  test('a sound one is read the same as text and as a value', () => {
    fc.assert(
      fc.property(fc.array(soundRule, { maxLength: 5 }), (rules) => {
        const parsed = parseScenario(JSON.parse(JSON.stringify(rules)), 'mine.json');
        expect(parsed.map(({ fault }) => fault.id)).toEqual(rules.map(({ fault }) => fault));
        expect(parseScenario(JSON.stringify(rules), 'mine.json')).toEqual(parsed);
      }),
    );
  });

  test('anything else is rejected with a sentence, never a raw error', () => {
    const broken = fc.oneof(
      fc.json(),
      fc.string(),
      fc.jsonValue(),
      fc
        .tuple(soundRule, fc.constantFrom('fault', 'on', 'p', 'nth', 'from', 'with'), fc.jsonValue())
        .map(([rule, key, value]) => [{ ...rule, [key]: value }]),
    );
    let refused = 0;
    fc.assert(
      fc.property(broken, (source) => {
        try {
          parseScenario(source, 'mine.json');
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(SquallError);
          expect((error as SquallError).message).toMatch(/^Invalid scenario mine\.json:/);
        }
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

test('the shipped schema is the one that scenarios are checked with', () => {
  const file = 'schemas/scenario.schema.json';
  expect(existsSync(file)).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(SCENARIO_SCHEMA)));
});
