/** What a setting means to one verb, where that differs from what it means to the others; by the setting's name. */
type Words = Readonly<Record<string, string>>;

const EMULATED: Words = {
  asOf: 'what its time is at the start (default: the end of the simulated candles)',
};
const TRIALS: Words = { stateDir: 'where the trials are counted (default: ~/.local/state/squall)' };
const GIVEN_UP: Words = { deadline: 'give up after this long, and exit with 21 (default: wait)' };
const REPLAYED: Words = { limit: 'at most this many candidates (default: the recorded preset’s)' };

/** By the full names of the verbs. */
export const WORDS_OF_VERB: Readonly<Record<string, Words>> = {
  watch: { every: 'distance of the scans (default: one bar; of the simulated market 10 s of ours)' },
  record: {
    grace: 'of an exchange: wait this long after a bar closes (default: 10s)',
    once: 'at most this many scans (default: all of the span, of an exchange until it is stopped)',
  },
  explain: GIVEN_UP,
  levels: GIVEN_UP,
  indicators: GIVEN_UP,
  replay: REPLAYED,
  emulate: EMULATED,
  edge: TRIALS,
  tune: TRIALS,
  serve: { preset: 'of a live page: preset to filter and score with (default: default)' },
  download: { timeframe: 'bar length: 1m 3m 5m 15m 30m 1h … (default: 5m)' },
  export: { workers: 'threads that compute --table scans: auto or 1 to 64 (default: 1)' },
  'candles import': {
    type: 'spot or swap (default: that of the files)',
    timeframe: 'bar length: 1m 3m 5m 15m 30m 1h … (default: that of the files)',
  },
  'monitor live': {
    every: 'distance of the views (default: 5s)',
    once: 'end after this many views (default: go on; 1 without a number)',
  },
};

/** Verbs that print no result into a file, and what to do instead. */
const NO_OUTPUT: Readonly<Record<string, string>> = {
  watch: 'which never ends by itself; redirect it: squall watch --json > FILE',
  serve: 'which prints an address; redirect it: squall serve --json > FILE',
  export: 'whose --html, --parquet and --arrow name the file to write',
  'candles export': 'whose --csv, --parquet and --arrow name the file to write',
  'monitor live': 'which never ends by itself; redirect it, or write squall monitor snapshot -o FILE',
  'monitor set-threshold': 'which has nothing to write',
};

/** Why `-o` is no option of a verb, as the rest of a sentence; null if it is one. */
export function whyNoOutput(verb: string): string | null {
  return Object.hasOwn(NO_OUTPUT, verb) ? NO_OUTPUT[verb] : null;
}
