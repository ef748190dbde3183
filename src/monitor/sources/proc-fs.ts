/** Size of a file system, in its blocks. */
export interface DiskSpace {
  readonly bsize: number;
  readonly blocks: number;
  /** Free, including what is reserved for the system. */
  readonly bfree: number;
  /** Free for us. */
  readonly bavail: number;
}

/** The part of `node:fs/promises` the sources use, passed in so that tests can fake it. */
export interface MonitorFs {
  readFile(path: string, encoding: 'utf8'): Promise<string>;
  readdir(path: string): Promise<string[]>;
  readlink(path: string): Promise<string>;
  statfs(path: string): Promise<DiskSpace>;
}

/**
 * Clock ticks per second in /proc: USER_HZ, which Linux keeps at 100 for every architecture that Node
 * supports.
 */
const TICKS_PER_SECOND = 100;

/** The fields of `/proc/PID/stat` (proc_pid_stat(5)) used here. */
export interface ProcStat {
  readonly state: string;
  /** User and system time of all threads. */
  readonly cpuMs: number;
  /** Since boot, in clock ticks: together with the pid it identifies one process for good. */
  readonly startTicks: number;
}

/** The command's name is in parentheses and may contain anything, including parentheses and spaces. */
export function parseStat(text: string): ProcStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return {
    state: fields[0],
    cpuMs: (ticks * 1000) / TICKS_PER_SECOND,
    startTicks: Number(fields[19]),
  };
}

/** A number of `/proc/PID/status` (proc_pid_status(5)); null if the line is absent. */
export function statusNumber(text: string, name: string): number | null {
  const [, digits] = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** The code of a system error, like ENOENT; null for anything else. */
export function codeOf(error: unknown): string | null {
  return (error as NodeJS.ErrnoException | null)?.code ?? null;
}
