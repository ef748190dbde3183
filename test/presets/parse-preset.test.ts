import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '../support/jest.js';
import { loadPreset } from '../../src/presets/index.js';
import { parsePreset } from '../../src/presets/parse-preset.js';
import { PRESET_SCHEMA } from '../../src/presets/preset-schema.js';
import { DEFAULT_LEVEL_RULES } from '../../src/levels/index.js';
import { SquallError } from '../../src/util/squall-error.js';

function messageOf(preset: unknown): string {
  try {
    parsePreset(preset, 'mine.json');
  } catch (error) {
    if (!(error instanceof SquallError)) throw error;
    expect([error.code, error.exitCode]).toEqual(['CONFIG', 78]);
    return error.message;
  }
  throw new Error('the preset was accepted');
}

const own = (more: object): object => ({ name: 'mine', filters: {}, weights: { volume: 1 }, ...more });
const extending = (more: object): object => ({ name: 'mine', extends: 'default', ...more });

describe('a preset of one’s own', () => {
  test('needs a name, filters and weights; the rest has defaults', () => {
    expect(
      parsePreset({ name: 'mine', filters: { spread: { maxBps: 5 } }, weights: { volume: 1 } }, 'mine.json'),
    ).toEqual({
      name: 'mine',
      description: '',
      filters: { spread: { maxBps: 5 } },
      weights: { volume: 1 },
      onMissing: 'fail',
      levels: DEFAULT_LEVEL_RULES,
      maxCandidates: 30,
      scanIntervalSeconds: null,
      priority: 'momentum',
    });
  });

  test('may be text, and may name its schema', () => {
    const text = JSON.stringify({ $schema: '../schemas/preset.schema.json', ...own({}) });
    expect(parsePreset(text, 'mine.json').name).toBe('mine');
  });
});

describe('a preset that extends another', () => {
  const base = loadPreset('default');

  test('changes only what it names', () => {
    const preset = parsePreset(extending({ maxCandidates: 5 }), 'mine.json');
    expect(preset).toEqual({ ...base, name: 'mine', maxCandidates: 5 });
  });

  test('merges limits filter by filter, and null switches one off', () => {
    const filters = { turnover: { top: 30 }, breakout: null, correlation: { maxAbs: 0.5 } };
    const preset = parsePreset(extending({ filters }), 'mine.json');
    expect(preset.filters.turnover).toEqual({ ...base.filters.turnover, top: 30 });
    expect(preset.filters).not.toHaveProperty('breakout');
    expect(preset.filters.correlation).toEqual({ maxAbs: 0.5 });
    expect(preset.filters.surgeLong).toEqual(base.filters.surgeLong);
  });

  test('changes weights and rules one by one', () => {
    const preset = parsePreset(extending({ weights: { volume: 0 }, levels: { minTouches: 4 } }), 'mine.json');
    expect(preset.weights).toEqual({ ...base.weights, volume: 0 });
    expect(preset.levels).toEqual({ ...DEFAULT_LEVEL_RULES, minTouches: 4 });
  });

  test('may scan at every bar close although its base has an interval', () => {
    const preset = parsePreset(
      { name: 'mine', extends: 'breakout-v1', scanIntervalSeconds: null },
      'mine.json',
    );
    expect(preset.scanIntervalSeconds).toBeNull();
  });
});

describe('a faulty preset', () => {
  test.each([
    [own({ maxCandidate: 3 }), 'unknown key "maxCandidate"; did you mean "maxCandidates"?'],
    [own({ filters: { spred: { maxBps: 3 } } }), 'filters: unknown filter "spred"; did you mean "spread"?'],
    [
      own({ filters: { spread: { maxBpss: 3, maxBps: 3 } } }),
      'filters.spread: unknown limit "maxBpss"; did you mean "maxBps"?',
    ],
    [own({ weights: { vol_surge: 1 } }), 'weights: unknown weight "vol_surge"; did you mean "volSurge"?'],
    [own({ levels: { minTouch: 3 } }), 'levels: unknown key "minTouch"; did you mean "minTouches"?'],
    [
      { name: 'mine', extends: 'defualt' },
      'extends: expected one of default, breakout-v1, breakout-v1-relaxed, breakout-v1-working, ' +
        'high-liquidity-top30, high-percent-breakout, scalping-high-freq, smallcap-top-gainers, ' +
        'smallcap-top-losers, swing-trading-pro, top-gainers-momentum, top-losers-reversal, ' +
        'video-strategy-aggressive, video-strategy-conservative, video-strategy-scalping, ' +
        'video-strategy-swing, got "defualt"; did you mean "default"?',
    ],
    [own({ onMissing: 'ignore' }), 'onMissing: expected one of fail, skip, got "ignore".'],
    [
      own({ filters: { class: { allow: ['cripto'] } } }),
      'filters.class.allow.0: expected one of crypto, stable, fiat, wrapped, leveraged, commodity, stock, index, got "cripto"; did you mean "crypto"?',
    ],
    [own({ filters: { spread: { maxBps: '3' } } }), 'filters.spread.maxBps: expected number, got "3".'],
    [own({ filters: { spread: 3 } }), 'filters.spread: expected object or null, got 3.'],
    [own({ filters: { spread: { maxBps: -1 } } }), 'filters.spread.maxBps: expected a number ≥ 0, got -1.'],
    [own({ levels: { touchToleranceAtr: 0 } }), 'levels.touchToleranceAtr: expected a number > 0, got 0.'],
    [own({ filters: { turnover: { top: 1.5 } } }), 'filters.turnover.top: expected integer, got 1.5.'],
    [own({ filters: { turnover: {} } }), 'filters.turnover: expected at least one of min, top, got {}.'],
    [own({ filters: { class: { allow: [] } } }), 'filters.class.allow: expected at least 1 entry, got [].'],
    [own({ weights: {} }), 'weights: expected at least one weight, got {}.'],
    [own({ weights: { volume: 0 } }), 'weights: expected at least one that is not 0.'],
    [own({ name: 'My Preset' }), 'name: expected kebab-case like "my-preset", got "My Preset".'],
    [{ extends: 'default' }, 'expected "name", which is missing.'],
    [{ name: 'mine', filters: {} }, 'expected "weights", which is missing.'],
    [
      own({ filters: { atrRange: { min: 0.2, max: 0.1 } } }),
      'filters.atrRange: expected the minimum to be at most the maximum, got 0.2 and 0.1.',
    ],
    ['{"name": ', 'not JSON: Unexpected end of JSON input'],
    [[], 'expected object, got [].'],
  ])('%j', (preset, expected) => {
    expect(messageOf(preset)).toBe(`Invalid preset mine.json: ${expected}`);
  });

  test('lists known names if nothing is near', () => {
    expect(messageOf(own({ filters: { nonsense: {} } }))).toContain(
      'filters: unknown filter "nonsense"; expected one of symbol, class, age, turnover,',
    );
  });

  test('is reported with every fault at once', () => {
    expect(
      messageOf({ name: 'mine', extends: 'default', maxCandidates: 0, priority: 'luck' }).split('\n'),
    ).toEqual([
      'Invalid preset mine.json:',
      '  maxCandidates: expected a number ≥ 1, got 0.',
      '  priority: expected one of momentum, retest, got "luck".',
    ]);
  });
});

test('the shipped schema is the one that presets are checked with', () => {
  const file = 'schemas/preset.schema.json';
  expect(existsSync(file)).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(PRESET_SCHEMA);
});
