import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { addCompletion } from './program/completion-verb.js';
import { addEdge } from './program/edge-verbs.js';
import { addEmulate } from './program/emulate-verb.js';
import { addExchangeVerbs } from './program/exchange-verbs.js';
import { addMonitor } from './program/monitor-verbs.js';
import { addPresets } from './program/preset-verbs.js';
import { addRecordings } from './program/recording-verbs.js';
import { addStores } from './program/store-verbs.js';
import { COMMON, helpInOrder } from './help-groups.js';
import { withSymbols } from './named-symbols.js';
import { collect } from './settings.js';
import { refuseOptions } from './refused-options.js';
import { liveVerb, verb } from './verb.js';
import { squallVersion } from '../library/node/version.js';
import { DATA_SETTINGS, EXPLAIN_SETTINGS, SCAN_SETTINGS, WATCH_SETTINGS } from './verb-settings.js';

/** The command line. Verbs load their code when they run, so that none pays for another's imports. */
export function buildProgram(): Command {
  const program = new Command('squall')
    .description(
      'Breakout scanner for whole crypto exchanges: which markets are about to break out, why, and how far each can be trusted.',
    )
    .optionsGroup(COMMON)
    .version(squallVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(true)
    .configureHelp(helpInOrder())
    .addHelpOption(new Option('-h, --help', 'display help for command').helpGroup(COMMON))
    .addHelpText('after', nextSteps);

  program.commandsGroup('Look at markets:');
  verb(
    program,
    'scan [symbols...]',
    'one scan, ranked; of all markets, or of those named: BTC/USDT, sol, "*/USDC"',
    ['table', 'json', 'ndjson', 'csv', 'md', 'tv', 'pairlist'],
    SCAN_SETTINGS,
    'squall scan --candles candles.csv.gz --timeframe 5m --as-of 2024-03-04T17:30:00Z',
    async (options, _, symbols) => {
      const { scanVerb } = await import('./commands/scan.js');
      await scanVerb(withSymbols(options, symbols));
    },
  );
  const watch = liveVerb(
    program,
    'watch [symbols...]',
    'scan again at every bar close + grace; a live table, or a line of JSON per scan; the simulated market closes a bar every 10 s',
    ['table', 'ndjson'],
    WATCH_SETTINGS,
    'squall watch',
    async (options, _, symbols) => {
      const { watchVerb } = await import('./commands/watch.js');
      await watchVerb(withSymbols(options, symbols));
    },
  );
  refuseOptions(
    watch,
    ['--candles <files...>', '--recording <file>', '--store <name>', '--as-of <time>'],
    'which needs a live source (--exchange or --simulate); squall record scans the past',
  );
  const explain = verb(
    program,
    'explain <symbols...>',
    'why a market is in or out: what would have to change, the nearest levels, the score',
    ['table', 'json'],
    EXPLAIN_SETTINGS,
    'squall explain XEC/USDT --candles candles.csv.gz --as-of 2024-03-04T17:30:00Z',
    async (options, _, symbols) => {
      const { explainVerb } = await import('./commands/explain.js');
      await explainVerb(options, symbols);
    },
  );
  explain.option('--full', 'also every filter, score component and metric');
  verb(
    program,
    'levels <symbol>',
    'support and resistance with touches, strength and when they became known',
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
    .option('--to <time>', 'print up to this open time')
    .option('--last <n>', 'print only the last bars')
    .option('--only <list>', 'these indicators or outputs: rsi,atr,bbUpper')
    .option('--param <indicator.parameter=value>', 'such as rsi.period=9; repeatable', collect)
    .option('--with-candles', 'also open, high, low, close and volume');
  program.commandsGroup('Choose and judge a preset:');
  addPresets(program);
  addEdge(program);
  program.commandsGroup('Exchanges:');
  addExchangeVerbs(program);
  addEmulate(program);
  program.commandsGroup('Candles on disk:');
  addStores(program);
  program.commandsGroup('Record and replay:');
  addRecordings(program);
  program.commandsGroup('Run it:');
  addMonitor(program);
  addCompletion(program);
  program.helpCommand('help [command]', 'the help of a command');
  return program;
}

function nextSteps(): string {
  return `
Next:
  $ squall scan                       the simulated market, without a network
  $ squall scan --exchange binance    a live exchange, without an account
  $ squall scan --help                options and examples of a verb

Documentation: ${documents()}`;
}

/** Where they are on this machine; a bundle has none beside it. */
function documents(): string {
  const file = fileURLToPath(new URL('../../../../docs/README.md', import.meta.url));
  return existsSync(file) ? file : 'docs/README.md in the package';
}
