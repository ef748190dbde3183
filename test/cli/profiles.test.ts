import { readFileSync } from 'node:fs';
import { describe, expect, test } from '../support/jest.js';
import { PROFILE_NAMES, PROFILES } from '../../src/cli/profiles.js';
import type { ProfileName } from '../../src/cli/profiles.js';
import { resolveSettings, SETTINGS } from '../../src/cli/settings.js';
import { runCli } from '../support/run-cli.js';

const TAKEN = new Set(Object.keys(SETTINGS));

const SETS: Readonly<Record<ProfileName, object>> = {
  'low-memory': { bars: 300, batchSize: 10, concurrency: 1, workers: 1, cacheSize: 'half' },
  'low-cpu': { bars: 300, concurrency: 1, workers: 1, skipLevels: true },
  'high-frequency': { batchSize: 50, concurrency: 4 },
};

interface ScanJson {
  readonly profile?: object;
  readonly resultSha256: string;
  readonly batches: readonly { readonly size: number }[];
  readonly markets: readonly { readonly levels: readonly unknown[]; readonly missing: readonly string[] }[];
  readonly warnings: readonly string[];
  readonly caches?: { readonly filters: { readonly entries: number } };
}

async function scanned(...flags: string[]): Promise<ScanJson> {
  const { stdout, stderr, exitCode } = await runCli(['scan', '--json', '--quiet', ...flags]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as ScanJson;
}

describe('a profile', () => {
  test.each(PROFILE_NAMES)('%s sets its settings, each with its origin', (profile) => {
    const resolved = resolveSettings({ profile }, {}, TAKEN);
    expect(resolved.values).toEqual({ profile, ...SETS[profile] });
    expect(resolved.profile).toEqual({ name: profile, sets: SETS[profile] });
    for (const name of Object.keys(SETS[profile])) {
      expect(resolved.origins[name as keyof typeof SETTINGS]).toBe('profile');
    }
  });

  test.each(PROFILE_NAMES)('%s can be said with flags as well', (profile) => {
    for (const [name, value] of Object.entries(PROFILES[profile].sets)) {
      const { parse } = SETTINGS[name as keyof typeof SETTINGS];
      expect(parse(String(value))).toEqual(value);
    }
  });

  test('is overridden by flags and variables, and may come from a variable', () => {
    const resolved = resolveSettings(
      { bars: '450' },
      { SQUALL_PROFILE: 'low-memory', SQUALL_BATCH_SIZE: '7' },
      TAKEN,
    );
    expect(resolved.values).toMatchObject({ bars: 450, batchSize: 7, concurrency: 1, cacheSize: 'half' });
    expect(resolved.origins).toMatchObject({
      profile: 'environment',
      bars: 'command line',
      batchSize: 'environment',
    });
    expect(resolved.profile?.sets).toEqual({ concurrency: 1, workers: 1, cacheSize: 'half' });
  });

  test('does nothing to a verb that takes none', () => {
    expect(resolveSettings({}, { SQUALL_PROFILE: 'low-cpu' }, new Set(['bars'])).values).toEqual({});
  });

  test('that does not exist is rejected with the nearest name', async () => {
    const { exitCode, stderr } = await runCli(['scan', '--profile', 'low-ram']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('low-memory, low-cpu, high-frequency');
  });

  test('is shown by --print-config and --help', async () => {
    const { stdout } = await runCli([
      'scan',
      '--profile',
      'low-memory',
      '--batch-size',
      '12',
      '--print-config',
    ]);
    expect(stdout).toContain('profile = "low-memory"  (command line)\n');
    expect(stdout).toContain('bars = 300  (profile)\n');
    expect(stdout).toContain('batchSize = 12  (command line)\n');
    expect((await runCli(['scan', '--help'])).stdout).toMatch(
      /--profile <name>[\s\S]*low-memory[\s\S]*high-frequency/,
    );
  });

  test('is listed in docs/profiles.md with everything that it sets', () => {
    const docs = readFileSync('docs/profiles.md', 'utf8');
    for (const name of PROFILE_NAMES) {
      const row = docs.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
      for (const setting of Object.keys(PROFILES[name].sets) as (keyof typeof SETTINGS)[]) {
        expect(row).toContain(SETTINGS[setting].flags.split(' ')[0]);
      }
    }
  });
});

describe('a scan with a profile', () => {
  test('of high frequency has the same result in larger batches', async () => {
    const [plain, tuned] = [await scanned(), await scanned('--profile', 'high-frequency')];
    expect(tuned.resultSha256).toBe(plain.resultSha256);
    expect(tuned.batches[0].size).toBe(50);
    expect(tuned.profile).toEqual({ name: 'high-frequency', sets: SETS['high-frequency'] });
    expect(plain.profile).toBeUndefined();
  });

  test('of low memory has the result of fewer bars, and caches of half the size', async () => {
    const tuned = await scanned('--profile', 'low-memory', '--cache');
    expect(tuned.resultSha256).toBe((await scanned('--bars', '300')).resultSha256);
    expect(tuned.batches[0].size).toBe(10);
    expect(tuned.caches?.filters.entries).toBe(100);
  });

  test('of low CPU says that it has no levels', async () => {
    const { markets, warnings, profile } = await scanned('--profile', 'low-cpu');
    expect(markets.length).toBeGreaterThan(0);
    expect(markets.flatMap(({ levels }) => levels)).toEqual([]);
    expect(warnings).toContain('Levels were not computed (--skip-levels)');
    expect(profile).toEqual({ name: 'low-cpu', sets: SETS['low-cpu'] });
  });

  test('without levels names the component that has no data', async () => {
    const flags = ['--preset', 'video-strategy-swing', '--all'];
    const without = await scanned(...flags, '--skip-levels');
    const scored = without.markets.filter(({ missing }) => missing.length > 0);
    expect(scored.every(({ missing }) => missing.includes('levelQuality'))).toBe(true);
    expect(without.resultSha256).not.toBe((await scanned(...flags)).resultSha256);
  });

  test('is shown in the footer of the table', async () => {
    const { stdout } = await runCli(['scan', '--profile', 'low-cpu', '--bars', '400']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'profile low-cpu (concurrency 1, workers 1, skipLevels true)',
    );
    expect(stdout).toContain('Levels were not computed');
  });
});
