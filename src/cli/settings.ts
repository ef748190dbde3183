import type { Command } from 'commander';
import { Option } from 'commander';
import { fullName } from './full-name.js';
import { groupOf, inGroups } from './help-groups.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import { nameSuggestion } from '../util/did-you-mean.js';
import { BATCH_CHOICES } from '../library/scan-options.js';
import { foundConfigs, readConfig } from './config-files.js';
import { checkFolderSetting, FOLDER_CONFIG } from './folder-config.js';
import type { AppliedProfile } from './profiles.js';
import { PROFILE_NAMES, PROFILES } from './profiles.js';
import {
  ParseError,
  parseBytes,
  parseChoice,
  parseDuration,
  parseInstant,
  parseList,
  parseShare,
  parseSort,
  parseTimeframeOption,
  parseWholeNumber,
  parseWorkers,
} from './parse.js';
import { parseCommand } from './split-command.js';
import { WORDS_OF_VERB } from './verb-words.js';

/** Where a setting's value came from; later ones win. */
export type Origin =
  'default' | 'profile' | `config file ${string}` | 'environment' | 'config file' | 'command line';

interface Setting<Value> {
  /** For --help. */
  readonly flags: string;
  readonly description: string;
  readonly parse: (text: string) => Value;
  /** Whether the flag may be repeated; its values form one list. */
  readonly isRepeated: boolean;
}

/** Formats of all verbs. One that a verb does not have is left to those that do. */
const FORMATS = ['table', 'json', 'ndjson', 'csv', 'md', 'tv', 'pairlist', 'parquet'] as const;

function setting<Value>(
  flags: string,
  description: string,
  parse: (text: string) => Value,
  isRepeated = false,
): Setting<Value> {
  return { flags, description, parse, isRepeated };
}

const text = (value: string): string => value;
/** A flag without a value has the value `true`. */
const parseOnce = (value: string): number => (value === 'true' ? 1 : parseWholeNumber(1, 1_000_000)(value));
const toggle = (value: string): boolean => parseChoice(['true', 'false'])(value) === 'true';

/**
 * Every setting that flags, SQUALL_* variables and config files can set. One table for help, parsing and
 * merging.
 */
export const SETTINGS = {
  profile: setting(
    '--profile <name>',
    `options for a kind of machine or use: ${PROFILE_NAMES.join(', ')} (docs/profiles.md)`,
    parseChoice(PROFILE_NAMES),
  ),
  simulate: setting(
    '--simulate',
    'the built-in simulated market (the default without another source)',
    toggle,
  ),
  candles: setting(
    '--candles <files...>',
    'candle files: CSV, JSON, Parquet or Feather, plain, gz or zip; folders, patterns, - for stdin',
    parseList,
  ),
  exchange: setting('--exchange <id>', 'a live exchange, by ccxt’s id: binance, bybit, okx, kraken …', text),
  type: setting('--type <type>', 'spot or swap (default: spot)', parseChoice(['spot', 'swap'])),
  baseUrl: setting('--base-url <url>', 'send all requests to an emulator on this machine', text),
  paceOff: setting('--pace-off', 'do not wait between requests; only with --base-url', toggle),
  stateDir: setting(
    '--state-dir <folder>',
    'where bans, budgets and market lists are kept (default: ~/.local/state/squall)',
    text,
  ),
  recording: setting(
    '--recording <file>',
    'a scan of a recording: the last, or the newest at --as-of; preset and bars as recorded unless given',
    text,
  ),
  store: setting(
    '--store <name>',
    'candles from squall download: name or folder of a store, such as binance-spot-5m',
    text,
  ),
  storeDir: setting(
    '--store-dir <folder>',
    'where candle stores are (default: ~/.local/share/squall/candles)',
    text,
  ),
  preset: setting('--preset <name|file>', 'preset to filter and score with (default: default)', text),
  timeframe: setting(
    '--timeframe <tf>',
    'bar length: 1m 3m 5m 15m 30m 1h … (default: that of the source)',
    parseTimeframeOption,
  ),
  asOf: setting(
    '--as-of <time>',
    'use only bars closed by this time (default: the last closed bar)',
    parseInstant,
  ),
  symbol: setting('--symbol <symbol>', 'the market of candle files that do not name one', text),
  symbols: setting('--symbols <list>', 'only these markets, comma-separated', parseList),
  quote: setting('--quote <currency>', 'only markets of this quote currency', text),
  bars: setting(
    '--bars <n>',
    'closed bars before as-of that indicators use (default: 500)',
    parseWholeNumber(1, 1_000_000),
  ),
  limit: setting(
    '--limit <n>',
    'at most this many candidates (default: the preset’s)',
    parseWholeNumber(1, 100_000),
  ),
  all: setting('--all', 'also the markets that did not pass', toggle),
  set: setting(
    '--set <limit=number>',
    'change a limit of the preset, such as change1h.minPct=1; repeatable',
    parseList,
    true,
  ),
  format: setting('--format <format>', 'how to print (default: that of the verb)', parseChoice(FORMATS)),
  columns: setting('--columns <list>', 'columns of table, csv and md by their names in JSON', parseList),
  sort: setting('--sort <column>', 'sort by this column, largest first; :asc for smallest first', parseSort),
  legend: setting('--legend', 'explain the columns below the table', toggle),
  compact: setting('--compact', 'JSON in one line', toggle),
  newSince: setting(
    '--new-since <file>',
    'only markets that did not pass in the previous run, whose markets are kept there',
    text,
  ),
  exitCodeIfEmpty: setting(
    '--exit-code-if-empty <n>',
    'exit with this code when no market is shown (default: 0)',
    parseWholeNumber(0, 255),
  ),
  engine: setting(
    '--engine <name>',
    'auto, simd, scalar or js (default: auto)',
    parseChoice(['auto', 'simd', 'scalar', 'js']),
  ),
  workers: setting(
    '--workers <n>',
    'threads that compute: auto or 1 to 64, at most 8 or two per core (default: auto, one unless more are faster)',
    parseWorkers,
  ),
  batches: setting(
    '--batches <how>',
    'how batches are sized: adaptive, predictive or fixed (default: adaptive, smaller under memory pressure)',
    parseChoice(BATCH_CHOICES),
  ),
  batchSize: setting(
    '--batch-size <n>',
    'at most this many markets per batch (default: 20)',
    parseWholeNumber(1, 10_000),
  ),
  concurrency: setting(
    '--concurrency <n>',
    'at most this many batches in flight (default: 2)',
    parseWholeNumber(1, 64),
  ),
  maxMemory: setting(
    '--max-memory <size>',
    'memory limit, such as 256M (default: the least of cgroup, heap limit and machine)',
    parseBytes(16 * 2 ** 20, 2 ** 50),
  ),
  verbose: setting('--verbose', 'also show batches, memory and caches below the table', toggle),
  skipLevels: setting(
    '--skip-levels',
    'no levels for candidates; components that use them have no data',
    toggle,
  ),
  cache: setting(
    '--cache',
    'cache filter and score results (default: off; docs/caches.md says what it costs)',
    toggle,
  ),
  cacheSize: setting('--cache-size <size>', 'full or half (default: full)', parseChoice(['full', 'half'])),
  onMissing: setting(
    '--on-missing <policy>',
    'what a filter without data does: fail or skip (default: the preset’s)',
    parseChoice(['fail', 'skip']),
  ),
  requireReference: setting('--require-reference', 'fail if there is no BTC market as benchmark', toggle),
  minCoverage: setting(
    '--min-coverage <share>',
    'exit with 20 when fewer of the markets have valid data (default: 0.9)',
    parseShare,
  ),
  deadline: setting(
    '--deadline <duration>',
    'show what has arrived after this long and exit with 21 (default: wait for all)',
    parseDuration(100, 86_400_000),
  ),
  every: setting(
    '--every <duration>',
    'time between scans (default: one bar)',
    parseDuration(1_000, 86_400_000),
  ),
  grace: setting(
    '--grace <duration>',
    'wait this long after a bar closes (default: 10s with --exchange, else 0s)',
    parseDuration(0, 3_600_000),
  ),
  once: setting(
    '--once [n]',
    'stop after this many scans (default: keep going; 1 without a number)',
    parseOnce,
  ),
  record: setting('--record <file>', 'record each scan there with all its inputs (docs/recording.md)', text),
  onEnter: setting(
    '--on-enter <command>',
    'run this for each market that enters, with a line of JSON on its stdin; no shell',
    parseCommand,
  ),
  metrics: setting(
    '--metrics <address>',
    'serve /metrics, /health, /performance and /history there, such as 127.0.0.1:9464',
    text,
  ),
  autoTune: setting(
    '--auto-tune',
    'apply what the monitor recommends, and undo it when the reason is gone',
    toggle,
  ),
  logJson: setting('--log-json', 'notes on stderr as one line of JSON each', toggle),
  seed: setting(
    '--seed <n>',
    'seed of the simulated market (default: 1)',
    parseWholeNumber(0, 4_294_967_295),
  ),
  markets: setting(
    '--markets <n>',
    'size of the simulated market (default: 400)',
    parseWholeNumber(1, 5_000),
  ),
  color: setting(
    '--color <when>',
    'auto, always or never (default: auto)',
    parseChoice(['auto', 'always', 'never']),
  ),
  quiet: setting('--quiet', 'no progress and no notes on stderr', toggle),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { [Name in SettingName]?: ReturnType<(typeof SETTINGS)[Name]['parse']> };

export interface ResolvedSettings {
  readonly values: Settings;
  /** The original text, as a config file could have it. */
  readonly given: Readonly<Partial<Record<SettingName, unknown>>>;
  readonly origins: Partial<Record<SettingName, Origin>>;
  readonly profile: AppliedProfile | null;
}

const NAMES = Object.keys(SETTINGS) as SettingName[];

/** Settings of which one says where data come from. */
export const SOURCES: ReadonlySet<SettingName> = new Set<SettingName>([
  'simulate',
  'candles',
  'exchange',
  'recording',
  'store',
]);

/** Whether a setting is on or off. */
export function isToggle(name: SettingName): boolean {
  return (SETTINGS[name].parse as unknown) === toggle;
}

/** For a flag that may be repeated. */
export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Adds the named settings to a command as flags, where it has them not yet. Parsing waits until all origins are merged. */
export function addSettings(command: Command, names: readonly SettingName[]): Command {
  const words = WORDS_OF_VERB[fullName(command)] ?? {};
  const present = new Set(command.options.map((option) => option.attributeName()));
  for (const name of inGroups(names.filter((each) => !present.has(each)))) {
    const { flags, isRepeated } = SETTINGS[name];
    const description = words[name] ?? SETTINGS[name].description;
    const option = new Option(flags, description).helpGroup(groupOf(name));
    command.addOption(isRepeated ? option.argParser(collect) : option);
  }
  return command;
}

/**
 * Merges defaults, profile, the user's and the folder's config file, environment, --config and flags, each
 * overriding the one before.
 * @param taken  the settings that the verb takes; all others are checked, and left out.
 * @throws {SquallError} exit 64 for a flag, 78 for the file or a variable, 66 for a file that cannot be read.
 */
export function resolveSettings(
  flags: Record<string, unknown>,
  environment: Record<string, string | undefined>,
  taken: ReadonlySet<string>,
): ResolvedSettings {
  refuseUnknownVariables(environment);
  const values: Record<string, unknown> = {};
  const given: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, Origin>> = {};
  const take = (
    name: SettingName,
    raw: unknown,
    origin: Origin,
    label: string,
    code: 'USAGE' | 'CONFIG',
  ): void => {
    const value = parseSetting(name, raw, label, code);
    // One file serves all verbs: each takes the settings it knows.
    if (!taken.has(name) && !SOURCES.has(name)) return;
    if (SOURCES.has(name) && value !== false) leaveSources(origin);
    values[name] = value;
    given[name] = Array.isArray(raw) && name !== 'candles' ? raw.join(',') : raw;
    origins[name] = origin;
  };
  /** A source named closer to the command replaces those named before. */
  const leaveSources = (origin: Origin): void => {
    for (const name of SOURCES) {
      if (origins[name] === origin) continue;
      delete values[name];
      delete given[name];
      delete origins[name];
    }
  };
  const takeFile = (file: string, origin: Origin, check?: typeof checkFolderSetting): void => {
    for (const [name, raw] of knownSettings(file)) {
      check?.(name, raw);
      take(name, raw, origin, `${file}: ${name}`, 'CONFIG');
    }
  };
  for (const file of foundConfigs(environment)) {
    takeFile(file, `config file ${file}`, file === FOLDER_CONFIG ? checkFolderSetting : undefined);
  }
  for (const name of NAMES) {
    const variable = variableOf(name);
    const raw = environment[variable];
    if (raw !== undefined && raw !== '') take(name, raw, 'environment', variable, 'CONFIG');
  }
  if (typeof flags.config === 'string') takeFile(flags.config, 'config file');
  for (const name of NAMES) {
    if (flags[name] !== undefined) take(name, flags[name], 'command line', flagOf(name), 'USAGE');
  }
  leaveUntakenSources(taken, values, origins);
  const profile = taken.has('profile') ? applyProfile(values, origins) : null;
  return { values, given: { ...profile?.sets, ...given }, origins, profile };
}

/**
 * A source applies to the verbs that take it. A verb that takes only others would silently read something
 * else, so it requires one.
 * @throws {SquallError} USAGE
 */
function leaveUntakenSources(
  taken: ReadonlySet<string>,
  values: Record<string, unknown>,
  origins: ResolvedSettings['origins'],
): void {
  for (const name of SOURCES) {
    if (taken.has(name) || values[name] === undefined || values[name] === false) continue;
    if (taken.has('simulate')) {
      throw new SquallError(
        'USAGE',
        `Expected a source that this verb takes (see its --help), got ${name} ${shownValue(values[name])} (${origins[name]})`,
      );
    }
    delete values[name];
  }
}

/** Fills in unset values from the profile. */
function applyProfile(
  values: Record<string, unknown>,
  origins: Partial<Record<SettingName, Origin>>,
): AppliedProfile | null {
  const { profile: name } = values as Settings;
  if (name === undefined) return null;
  const left = Object.entries(PROFILES[name].sets).filter(
    ([setting]) => origins[setting as SettingName] === undefined,
  );
  for (const [setting, value] of left) {
    values[setting] = value;
    origins[setting as SettingName] = 'profile';
  }
  return { name, sets: Object.fromEntries(left) };
}

function parseSetting(name: SettingName, raw: unknown, label: string, code: 'USAGE' | 'CONFIG'): unknown {
  const values = Array.isArray(raw) ? (raw as unknown[]) : [raw];
  if (!values.every(isPlainValue)) {
    throw new SquallError(code, `${label}: expected a text, a number, true or false, got ${shownValue(raw)}`);
  }
  const given = values.map(String).join(',');
  // The name of a file may have a comma.
  if (name === 'candles' && Array.isArray(raw) && raw.length > 0) return values.map(String);
  try {
    return SETTINGS[name].parse(given);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new SquallError(code, `${label}: expected ${error.message}, got ${shownValue(given)}`);
  }
}

/** Or a list of them; 1e400 is not a finite number in JavaScript. */
function isPlainValue(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

/** Settings of a file, all of them known. */
function knownSettings(file: string): [SettingName, unknown][] {
  const settings = Object.entries(readConfig(file));
  const unknown = settings.find(([key]) => !Object.hasOwn(SETTINGS, key));
  if (unknown === undefined) return settings as [SettingName, unknown][];
  const [key] = unknown;
  throw new SquallError('CONFIG', `${file}: unknown setting ${shownValue(key)}${nameSuggestion(key, NAMES)}`);
}

/** Variables that are not settings: a stack trace, the token of `serve`, and how many cases the tests try. */
const OTHER_VARIABLES = [
  'SQUALL_DEBUG',
  'SQUALL_TOKEN',
  'SQUALL_FULL',
  'SQUALL_LONG_RUN',
  'SQUALL_MUTATIONS',
  'SQUALL_TESTS',
];

/** A mistyped setting would otherwise be ignored silently. */
function refuseUnknownVariables(environment: Readonly<Record<string, string | undefined>>): void {
  const known = [...NAMES.map(variableOf), ...OTHER_VARIABLES];
  const unknown = Object.keys(environment)
    .filter((name) => name.startsWith('SQUALL_') && !known.includes(name))
    .sort();
  if (unknown.length === 0) return;
  throw new SquallError('CONFIG', `unknown variable ${unknown[0]}${nameSuggestion(unknown[0], known)}`);
}

/** asOf → --as-of */
export function flagOf(name: SettingName): string {
  return SETTINGS[name].flags.split(' ')[0];
}

/** asOf → SQUALL_AS_OF */
export function variableOf(name: SettingName): string {
  return `SQUALL_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
