import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import { configurationDocs } from '../../scripts/configuration-docs.js';
import { checkFolderSetting } from '../../src/cli/folder-config.js';
import { resolveSettings, SETTINGS } from '../../src/cli/settings.js';
import { runCli } from '../support/run-cli.js';

const root = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-config-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(root);
  rmSync(folder, { recursive: true });
});

const write = (path: string, settings: object): void => writeFileSync(path, JSON.stringify(settings));
const resolve = (flags: object, environment: Record<string, string>) =>
  resolveSettings({ ...flags }, environment, new Set(Object.keys(SETTINGS)));

describe('settings', () => {
  test('come from the user’s file, the folder’s, variables, --config and flags, each winning over the one before', () => {
    mkdirSync('home/.config/squall', { recursive: true });
    write('home/.config/squall/config.json', { seed: 1, limit: 1, bars: 301, markets: 1, quote: 'USDT' });
    write('squall.json', { limit: 2, bars: 302, markets: 2, seed: 2 });
    write('given.json', { markets: 4, seed: 4 });
    const { values, origins } = resolve(
      { config: 'given.json', seed: '5' },
      { HOME: join(folder, 'home'), SQUALL_BARS: '303', SQUALL_MARKETS: '3', SQUALL_SEED: '3' },
    );
    expect(values).toEqual({ quote: 'USDT', limit: 2, bars: 303, markets: 4, seed: 5 });
    expect(origins).toMatchObject({
      quote: `config file ${join(folder, 'home/.config/squall/config.json')}`,
      limit: 'config file squall.json',
      bars: 'environment',
      markets: 'config file',
      seed: 'command line',
    });
  });

  test('are looked for in XDG_CONFIG_HOME before ~/.config', () => {
    mkdirSync('xdg/squall', { recursive: true });
    mkdirSync('.config/squall', { recursive: true });
    write('xdg/squall/config.json', { limit: 7 });
    write('.config/squall/config.json', { limit: 8 });
    expect(resolve({}, { HOME: folder, XDG_CONFIG_HOME: join(folder, 'xdg') }).values).toEqual({ limit: 7 });
    expect(resolve({}, { HOME: folder, XDG_CONFIG_HOME: '' }).values).toEqual({ limit: 8 });
  });

  test.each([
    ['SQUALL_LIMITS', 'unknown variable SQUALL_LIMITS; did you mean "SQUALL_LIMIT"?'],
    ['SQUALL_TIMEFRAM', 'unknown variable SQUALL_TIMEFRAM; did you mean "SQUALL_TIMEFRAME"?'],
    ['SQUALL_DEBUGG', 'unknown variable SQUALL_DEBUGG; did you mean "SQUALL_DEBUG"?'],
    ['SQUALL_ZZZZZZZZ', 'unknown variable SQUALL_ZZZZZZZZ'],
  ])('are refused with the nearest name: %s', async (name, sentence) => {
    const { exitCode, stderr } = await runCli(['scan', '--print-config'], { [name]: '1' });
    expect([exitCode, stderr]).toEqual([78, `squall: ${sentence}\n`]);
  });

  test.each([
    ['[]', 'squall.json: expected a JSON object of settings'],
    ['{', 'squall.json: expected JSON: '],
    ['{"limt": 3}', 'squall.json: unknown setting "limt"; did you mean "limit"?'],
    ['{"toString": 3}', 'squall.json: unknown setting "toString"'],
    ['{"limit": "many"}', 'squall.json: limit: expected a whole number from 1 to 100000, got "many"'],
    ['{"apiKey": "x"}', 'squall.json: apiKey: Squall needs no key; remove it'],
  ])('of a found file are refused as those of a given one: %s', async (text, sentence) => {
    writeFileSync('squall.json', text);
    const { exitCode, stderr } = await runCli(['scan', '--print-config']);
    expect(exitCode).toBe(78);
    expect(stderr).toContain(sentence);
  });

  test('are printed as a config file that gives the same settings', async () => {
    const given = ['--as-of', '2025-03-11T15:30:00Z', '--timeframe', '15m', '--symbols', 'BTC/USDT,ETH/USDT'];
    const more = [
      '--max-memory',
      '256M',
      '--deadline',
      '10s',
      '--workers',
      '2',
      '--all',
      '--profile',
      'low-cpu',
    ];
    const { stdout } = await runCli(['scan', ...given, ...more, '--print-config', '--json']);
    writeFileSync('squall.json', stdout);
    const again = await runCli(['scan', '--print-config', '--json']);
    expect(again.stdout).toBe(stdout);
    expect(JSON.parse(stdout)).toMatchObject({
      timeframe: '15m',
      symbols: ['BTC/USDT', 'ETH/USDT'],
      all: true,
      bars: 300,
      batchSize: 20,
      type: 'spot',
      workers: 2,
    });
    const { asOf, timeframe, symbols, maxMemory, deadline } = resolve({}, {}).values;
    expect([asOf, timeframe, symbols]).toEqual([1_741_707_000_000, 900_000, ['BTC/USDT', 'ETH/USDT']]);
    expect([maxMemory, deadline]).toEqual([2 ** 28, 10_000]);
  });

  test('all stand in docs/configuration.md (npm run configuration)', () => {
    expect(readFileSync(join(root, 'docs/configuration.md'), 'utf8')).toBe(configurationDocs());
  });
});

describe('a squall.json that nobody has asked for', () => {
  test.each([
    ['stateDir', 'state'],
    ['metrics', '0.0.0.0:9464'],
    ['baseUrl', 'http://127.0.0.1:9'],
    ['paceOff', true],
  ])('cannot set %s', async (name, value) => {
    write('squall.json', { [name]: value });
    const { exitCode, stderr } = await runCli(['scan', '--print-config']);
    expect([exitCode, stderr]).toEqual([
      78,
      `squall: squall.json: ${name}: not taken from a file that is there without being asked for; --config squall.json takes it, as you ask for it then\n`,
    ]);
  });

  test('names files to write to in its own folder only, wherever links lead', async () => {
    mkdirSync('sub');
    symlinkSync(tmpdir(), 'out');
    symlinkSync('sub', 'in');
    symlinkSync(join(tmpdir(), 'squall-not-there'), 'dangling');
    for (const name of ['record', 'newSince', 'storeDir']) {
      for (const path of ['x', './x', 'sub/../x', 'sub/new/x', 'in/x', '..x']) {
        write('squall.json', { [name]: path });
        expect([path, (await runCli(['scan', '--print-config'])).exitCode]).toEqual([path, 0]);
      }
      for (const path of [
        join(tmpdir(), 'x'),
        '../x',
        '..',
        'sub/../../x',
        'out/x',
        'out/new/x',
        'dangling',
        'dangling/x',
        '',
      ]) {
        write('squall.json', { [name]: path });
        const { exitCode, stderr } = await runCli(['scan', '--print-config']);
        expect([path, exitCode]).toEqual([path, 78]);
        expect(stderr).toContain(`squall.json: ${name}: expected a path in this folder, got "${path}"`);
      }
    }
  });

  test('may say everything where it is asked for', async () => {
    write('squall.json', { limit: 3 });
    write('mine.json', { stateDir: join(tmpdir(), 'x'), record: '../x' });
    expect((await runCli(['scan', '--config', 'mine.json', '--print-config'])).exitCode).toBe(0);
  });

  test('has a word on every setting', () => {
    const refused = (name: string): boolean => {
      try {
        checkFolderSetting(name, 'x');
        return false;
      } catch {
        return true;
      }
    };
    expect(Object.keys(SETTINGS).filter(refused)).toEqual([
      'baseUrl',
      'paceOff',
      'stateDir',
      'onEnter',
      'metrics',
    ]);
  });
});
