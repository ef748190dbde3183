import { readdirSync, readFileSync } from 'node:fs';

const TASKS = '/proc/self/task';

/** Processor time of each thread that this process has now, ns. Needs Linux. */
export function threadTimes(): Map<string, number> {
  return new Map(
    readdirSync(TASKS).flatMap((thread) => {
      try {
        return [[thread, Number(readFileSync(`${TASKS}/${thread}/schedstat`, 'utf8').split(' ')[0])]];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    }),
  );
}

/**
 * Processor time of the thread that had most of it, ns: how long it takes where each thread has a core. On a machine that
 * others use too the clock tells more of them than of us.
 * @param before  of all threads; those that came later began with 0
 */
export function busiestNs(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  return Math.max(...[...after].map(([thread, ns]) => ns - (before.get(thread) ?? 0)));
}
