import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PROFILE_NAMES, PROFILES, type ProfileSettings } from '../../src/cli/profiles.js';
import type { ScanTimings } from '../../src/scanner/scan-result.js';

export interface ProfileRow {
  /** null for none. */
  readonly profile: string | null;
  readonly markets: number;
  readonly rounds: number;
  /**
   * Medians of the rounds: from the start of the process to the end of the scan, and its stages once the
   * candles are available, ms.
   */
  readonly totalMs: number;
  readonly scanMs: number;
  /** Peak memory of the process, bytes. */
  readonly peakBytes: number;
  readonly resultSha256: string;
}

interface Run {
  readonly totalMs: number;
  readonly scanMs: number;
  readonly peakBytes: number;
  readonly resultSha256: string;
}

const SQUALL = fileURLToPath(new URL('../../../../bin/squall.js', import.meta.url));
/** Linux only: the memory of this program alone. getrusage starts with that of the parent process. */
const TELL_PEAK =
  'data:text/javascript,import{readFileSync}from"node:fs";process.on("exit",()=>process.stderr.write(' +
  '/VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status","utf8"))[1]))';

/** `squall scan --simulate`, each time in a separate process, so that its memory is its own. */
export async function measureProfiles(markets: number, { rounds = 9 } = {}): Promise<ProfileRow[]> {
  const contenders = [null, ...PROFILE_NAMES].map((profile) => ({
    profile,
    flags: profile === null ? [] : ['--profile', profile],
    sameAs: profile === null ? [] : flagsOf(PROFILES[profile].sets),
    runs: [] as Run[],
  }));
  for (const { flags, sameAs } of contenders) {
    const [ours, theirs] = [await run(markets, flags), await run(markets, sameAs)];
    if (ours.resultSha256 !== theirs.resultSha256) {
      throw new Error(`Expected ${flags.join(' ')} to give the result of ${sameAs.join(' ') || 'no flags'}.`);
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { flags, runs } of contenders) runs.push(await run(markets, flags));
  }
  return contenders.map(({ profile, runs }) => ({
    profile,
    markets,
    rounds,
    totalMs: median(runs.map(({ totalMs }) => totalMs)),
    scanMs: median(runs.map(({ scanMs }) => scanMs)),
    peakBytes: median(runs.map(({ peakBytes }) => peakBytes)),
    resultSha256: runs[0].resultSha256,
  }));
}

/** The part of a profile that changes the result, as flags. */
function flagsOf({ bars, skipLevels }: ProfileSettings): string[] {
  return [...(bars === undefined ? [] : ['--bars', `${bars}`]), ...(skipLevels ? ['--skip-levels'] : [])];
}

async function run(markets: number, flags: readonly string[]): Promise<Run> {
  const scan = ['scan', '--simulate', '--markets', `${markets}`, '--json', '--quiet', ...flags];
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', TELL_PEAK, SQUALL, ...scan],
    { maxBuffer: 2 ** 28 },
  );
  const { resultSha256, timings } = JSON.parse(stdout) as {
    resultSha256: string;
    timings: ScanTimings;
  };
  const { totalMs, computeMs, filterMs, levelsMs, scoreMs, hashMs } = timings;
  const scanMs = computeMs + filterMs + levelsMs + scoreMs + hashMs;
  const peak = Number(stderr.trim().split(/\s+/).at(-1));
  if (!(peak > 0)) throw new Error(`Expected the process to report its memory, got "${stderr}".`);
  return { totalMs, scanMs, peakBytes: peak * 1024, resultSha256 };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
