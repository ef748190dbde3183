/** A setting's meaning for one verb, where it differs from that for the others; by the setting's name. */
type Words = Readonly<Record<string, string>>;

const EMULATED: Words = {
  asOf: 'exchange time at startup (default: the end of the simulated candles)',
};
const TRIALS: Words = { stateDir: 'where the trials are counted (default: ~/.local/state/squall)' };
const REPLAYED: Words = { limit: 'at most this many candidates (default: the recorded preset’s)' };

/** By the full names of the verbs. */
export const WORDS_OF_VERB: Readonly<Record<string, Words>> = {
  watch: { every: 'interval between scans (default: one bar; for the simulated market 10 s of real time)' },
  record: {
    grace: 'for an exchange: wait this long after a bar closes (default: 10s)',
    once: 'at most this many scans (default: all of the span; for an exchange, until stopped)',
  },
  replay: REPLAYED,
  emulate: EMULATED,
  edge: TRIALS,
  tune: TRIALS,
  serve: { preset: 'for a live page: preset to filter and score with (default: default)' },
  download: { timeframe: 'bar length: 1m 3m 5m 15m 30m 1h … (default: 5m)' },
  export: { workers: 'threads that compute --table scans: auto or 1 to 64 (default: 1)' },
  'candles import': { timeframe: 'bar length: 1m 3m 5m 15m 30m 1h … (default: that of the files)' },
  'monitor live': {
    every: 'interval between views (default: 5s)',
    once: 'stop after this many views (default: keep going; 1 without a number)',
  },
};

/** Verbs that do not print a result into a file, and what to do instead. */
const NO_OUTPUT: Readonly<Record<string, string>> = {
  watch: 'which never ends by itself; redirect it: squall watch --json > FILE',
  serve: 'which prints an address; redirect it: squall serve --json > FILE',
  export: 'whose --html, --parquet and --arrow name the file to write',
  'candles export': 'whose --csv, --parquet and --arrow name the file to write',
  'monitor live': 'which never ends by itself; redirect it, or write squall monitor snapshot -o FILE',
  'monitor set-threshold': 'which has nothing to write',
};

/** Why a verb has no `-o` option, as the rest of a sentence; null if it has one. */
export function whyNoOutput(verb: string): string | null {
  return Object.hasOwn(NO_OUTPUT, verb) ? NO_OUTPUT[verb] : null;
}
