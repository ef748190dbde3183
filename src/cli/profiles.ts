import type { CacheSize } from '../cache/caches.js';

/** Settings a profile may set, by their names in settings.ts: none that selects markets. */
export type ProfileSettings = {
  readonly bars?: number;
  readonly batchSize?: number;
  readonly concurrency?: number;
  readonly workers?: number;
  readonly cacheSize?: CacheSize;
  readonly skipLevels?: boolean;
};

export interface Profile {
  /** One line for help and docs: which machine it is for, and what it costs. */
  readonly description: string;
  readonly sets: ProfileSettings;
}

/**
 * Sets of options for machines and uses that the defaults do not fit. Anything set by the user, by flag, file
 * or variable, overrides a profile.
 */
export const PROFILES = {
  'low-memory': {
    description: 'less than 8 GB: fewer bars and markets in memory at a time, caches of half the size',
    sets: { bars: 300, batchSize: 10, concurrency: 1, workers: 1, cacheSize: 'half' },
  },
  'low-cpu': {
    description:
      'slow or shared CPUs: fewer bars, one thread, one batch at a time, no levels (noted in the output)',
    sets: { bars: 300, concurrency: 1, workers: 1, skipLevels: true },
  },
  'high-frequency': {
    description: 'scans at short intervals: larger batches, four in flight',
    sets: { batchSize: 50, concurrency: 4 },
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;

export const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];

/** A profile in use, and those of its settings that were not overridden. */
export interface AppliedProfile {
  readonly name: ProfileName;
  readonly sets: ProfileSettings;
}

/** `low-cpu (bars 300, concurrency 1, workers 1, skipLevels true)` */
export function describeProfile({ name, sets }: AppliedProfile): string {
  const settings = Object.entries(sets).map(([setting, value]) => `${setting} ${String(value)}`);
  return settings.length === 0 ? name : `${name} (${settings.join(', ')})`;
}
