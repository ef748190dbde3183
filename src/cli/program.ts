import { Command, Option } from 'commander';
import { SquallError } from '../util/squall-error.js';
import type { SettingName } from './settings.js';
import { addSettings, describeSettings, resolveSettings } from './settings.js';
import type { VerbOptions } from './verb-options.js';
import { squallVersion } from './version.js';
import { writeStdout } from './output.js';
import {
  DATA_SETTINGS,
  DOCTOR_SETTINGS,
  EXPLAIN_SETTINGS,
  MARKETS_SETTINGS,
  PLAN_SETTINGS,
  SCAN_SETTINGS,
  WATCH_SETTINGS,
} from './verb-settings.js';

/** @param argument  the first; all of them are in `given` */
type Action = (options: VerbOptions, argument: string, given: readonly string[]) => Promise<void>;

/** The command line. Verbs load their code when they run, so that none pays for another's imports. */
export function buildProgram(): Command {
  const program = new Command('squall')
    .description(
      'Breakout scanner for whole crypto exchanges: which markets are about to break out, why, and how far each can be trusted.',
    )
    .version(squallVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(true);

  verb(
    program,
    'scan',
    'one scan, ranked',
    ['table', 'json', 'ndjson', 'csv', 'md', 'tv', 'pairlist'],
    SCAN_SETTINGS,
    'squall scan --candles candles.csv.gz --timeframe 5m --as-of 2024-03-04T17:30:00Z',
    async (options) => {
      const { scanVerb } = await import('./commands/scan.js');
      await scanVerb(options);
    },
  );
  verb(
    program,
    'watch',
    'scan again at every bar close + grace; a live table, or a line of JSON a scan',
    ['table', 'ndjson'],
    WATCH_SETTINGS,
    'squall watch --simulate --every 5m --grace 10s',
    async (options) => {
      const { watchVerb } = await import('./commands/watch.js');
      await watchVerb(options);
    },
  );
  verb(
    program,
    'explain <symbol>',
    'why a market is in or out: filters, score, levels, and what would have to change',
    ['table', 'json'],
    EXPLAIN_SETTINGS,
    'squall explain XEC/USDT --candles candles.csv.gz --as-of 2024-03-04T17:30:00Z',
    async (options, symbol) => {
      const { explainVerb } = await import('./commands/explain.js');
      await explainVerb(options, symbol);
    },
  );
  verb(
    program,
    'levels <symbol>',
    'support and resistance with touches, strength and since when they are known',
    ['table', 'json', 'csv'],
    ['preset', ...DATA_SETTINGS],
    'squall levels XEC/USDT --candles candles.csv.gz',
    async (options, symbol) => {
      const { levelsVerb } = await import('./commands/levels.js');
      await levelsVerb(options, symbol);
    },
  );
  const indicators = verb(
    program,
    'indicators <symbol>',
    'the full series of every indicator',
    ['table', 'json', 'csv'],
    DATA_SETTINGS,
    'squall indicators BTC/USDT --candles candles.csv.gz --from 2024-03-04 --format csv',
    async (options, symbol) => {
      const { indicatorsVerb } = await import('./commands/indicators.js');
      await indicatorsVerb(options, symbol);
    },
  );
  indicators
    .option('--from <time>', 'print from this open time on')
    .option('--to <time>', 'print up to this open time');
  addPresets(program);
  addEmulate(program);
  addMonitor(program);
  addExchangeVerbs(program);
  return program;
}

/** Verbs that are about an exchange itself, not about a scan. */
function addExchangeVerbs(program: Command): void {
  plainVerb(
    addSettings(program.command('plan'), PLAN_SETTINGS),
    'what a scan of an exchange would send: calls, weight, seconds, share of the limits; nothing is scanned',
    ['table', 'json'],
    'squall plan --exchange binance --type swap',
    async (options) => {
      const { planVerb } = await import('./commands/plan.js');
      await planVerb(options);
    },
  );
  plainVerb(
    addSettings(
      program.command('markets').option('--why', 'also the markets that are out, and the reason of each'),
      MARKETS_SETTINGS,
    ),
    'the markets of an exchange that are looked at, and why the others are not',
    ['table', 'json', 'csv'],
    'squall markets --exchange okx --why',
    async (options) => {
      const { marketsVerb } = await import('./commands/markets.js');
      await marketsVerb(options);
    },
  );
  plainVerb(
    addSettings(program.command('doctor'), DOCTOR_SETTINGS),
    'what this machine can do: Node, WASM, threads, memory; with --exchange also how that answers',
    ['table', 'json'],
    'squall doctor --exchange binance',
    async (options) => {
      const { doctorVerb } = await import('./commands/doctor.js');
      await doctorVerb(options);
    },
  );
}

function addEmulate(program: Command): void {
  const command = program
    .command('emulate')
    .option('--dialect <exchange>', 'whose wire format: binance, binanceusdm, bybit or kraken')
    .option('--port <n>', 'port on 127.0.0.1 (default: any free one)')
    .option('--control-port <n>', 'port of the JSON control (default: any free one)')
    .option('--latency <ms>', 'added to every answer (default: 0)')
    .option('--speed <x>', "the exchange's seconds in one of ours (default: 1)")
    .option(
      '--referee <mode>',
      'rate limits: on refuses and bans, relaxed counts, off (default: on; relaxed with --speed 0)',
    )
    .option('--scenario <file>', 'faults by time, count or chance, as JSON (docs/faults.md)')
    .option('--ledger <file>', 'every connection and request as NDJSON');
  addSettings(command, ['seed', 'markets', 'asOf']);
  plainVerb(
    command,
    'the simulated market as an exchange on this machine, for clients to scan',
    ['table', 'json'],
    'squall emulate --dialect binance --markets 400',
    async (options) => {
      const { emulateVerb } = await import('./commands/emulate.js');
      await emulateVerb(options);
    },
  );
}

function addMonitor(program: Command): void {
  const monitor = program
    .command('monitor')
    .description(
      'memory, CPU, alerts of a running Squall: a live view; snapshot, diff A B, set-threshold NAME VALUE',
    )
    .exitOverride();
  const target = (command: Command): Command =>
    command
      .option('--pid <n>', 'a process of this machine')
      .option('--url <url>', 'a squall watch --metrics (default: http://127.0.0.1:9464)');
  plainVerb(
    addSettings(target(monitor.command('live', { isDefault: true })), ['every', 'once', 'color']),
    'a view every 5 s: memory, CPU, event loop, caches, scan stages, alerts, recommendations',
    ['table', 'json'],
    'squall monitor --url http://127.0.0.1:9464',
    async (options) => (await import('./commands/monitor.js')).monitorVerb(options),
  );
  plainVerb(
    target(monitor.command('snapshot')),
    'the process in all its parts, as JSON',
    ['json'],
    'squall monitor snapshot -o before.json',
    async (options) => (await import('./commands/monitor.js')).snapshotVerb(options),
  );
  plainVerb(
    addSettings(monitor.command('diff <before> <after>'), ['color']),
    'what grew between two snapshots, largest first',
    ['table', 'json'],
    'squall monitor diff before.json after.json',
    async (options, _, files) => (await import('./commands/monitor.js')).diffVerb(options, files),
  );
  plainVerb(
    monitor
      .command('set-threshold <name> <value>')
      .option('--url <url>', 'a squall watch --metrics (default: http://127.0.0.1:9464)')
      .option('--token <token>', 'what squall watch --metrics printed at its start'),
    'set a threshold of its alerts while it runs',
    ['table', 'json'],
    'squall monitor set-threshold cpuPercent 90 --token TOKEN',
    async (options, _, given) => (await import('./commands/monitor.js')).setThresholdVerb(options, given),
  );
}

function addPresets(program: Command): void {
  const presets = program
    .command('presets')
    .description('the presets: list, show NAME, validate FILE')
    .exitOverride();
  const { listPresetsVerb, showPresetVerb, validatePresetVerb } = {
    listPresetsVerb: async (options: VerbOptions) =>
      (await import('./commands/presets.js')).listPresetsVerb(options),
    showPresetVerb: async (options: VerbOptions, name: string) =>
      (await import('./commands/presets.js')).showPresetVerb(options, name),
    validatePresetVerb: async (options: VerbOptions, file: string) =>
      (await import('./commands/presets.js')).validatePresetVerb(options, file),
  };
  plainVerb(
    presets.command('list'),
    'all built-in presets',
    ['table', 'json'],
    'squall presets list',
    listPresetsVerb,
  );
  plainVerb(
    presets.command('show <name>'),
    'one preset as JSON, a start for a file of your own',
    ['json'],
    'squall presets show default',
    showPresetVerb,
  );
  plainVerb(
    presets.command('validate <file>'),
    'check a preset file',
    ['table', 'json'],
    'squall presets validate mine.json',
    validatePresetVerb,
  );
}

/** A verb over market data. */
function verb(
  program: Command,
  nameAndArguments: string,
  description: string,
  formats: readonly string[],
  settings: readonly SettingName[],
  example: string,
  action: Action,
): Command {
  const command = program
    .command(nameAndArguments)
    .option('--simulate', 'the embedded simulated market (the default without another source)')
    .option('--candles <files...>', 'candle files: CSV or JSON, gz or plain');
  addSettings(command, settings);
  return plainVerb(command, description, formats, example, action);
}

function plainVerb(
  command: Command,
  description: string,
  formats: readonly string[],
  example: string,
  action: Action,
): Command {
  return command
    .description(description)
    .addOption(new Option('--format <format>', 'how to print').choices([...formats]))
    .option('--json', 'the same as --format json')
    .option('-o, --output <file>', 'write to a file; without --format its ending decides')
    .addHelpText('after', `\nExample:\n  $ ${example}`)
    .exitOverride()
    .action(async (...given: unknown[]) => {
      const texts = given.filter((value) => typeof value === 'string');
      const flags = command.opts<Record<string, unknown>>();
      const taken = new Set(command.options.map((option) => option.attributeName()));
      const resolved = resolveSettings(flags, process.env, taken);
      if (flags.printConfig === true) {
        await writeStdout(describeSettings(resolved));
        return;
      }
      await action(
        {
          source: flags,
          settings: resolved.values,
          profile: resolved.profile,
          format: formatOf(flags, formats),
          output: flags.output as string | undefined,
          flags,
        },
        texts[0] ?? '',
        texts,
      );
    });
}

const FORMAT_OF_ENDING: Readonly<Record<string, string>> = {
  json: 'json',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  csv: 'csv',
  md: 'md',
};

function formatOf(flags: Record<string, unknown>, formats: readonly string[]): string {
  const { format, json, output } = flags;
  if (json === true && typeof format === 'string' && format !== 'json') {
    throw new SquallError('USAGE', `Expected one format, got both --json and --format ${format}`);
  }
  if (typeof format === 'string') return format;
  if (json === true) return formats.includes('json') ? 'json' : 'ndjson';
  const ending = typeof output === 'string' ? FORMAT_OF_ENDING[output.split('.').at(-1) ?? ''] : undefined;
  return ending !== undefined && formats.includes(ending) ? ending : formats[0];
}
