import type { Command } from 'commander';
import { verb } from '../verb.js';
import { EDGE_SETTINGS, HISTORY_SETTINGS } from '../verb-settings.js';

/** Collects a flag that may be repeated. */
function collect(value: string, given: readonly string[] = []): readonly string[] {
  return [...given, value];
}

export function addEdge(program: Command): void {
  verb(
    program,
    'history',
    'every episode a preset would have found: when in, when out, best, worst, what followed',
    ['table', 'json', 'csv', 'parquet'],
    ['preset', ...HISTORY_SETTINGS],
    'squall history --candles candles/ --preset default --from 2024-03-01',
    async (options) => (await import('../commands/history.js')).historyVerb(options),
  )
    .option(
      '--horizon <list>',
      'what followed after this long, such as 1h,4h,24h (default: 1, 4, 12, 24 and 48 bars)',
    )
    .option('--from <time>', 'skip what began earlier')
    .option('--to <time>', 'skip what closes later (default: all)');
  verb(
    program,
    'edge',
    'would acting on a preset have paid off? From history, with the uncertainty of each figure',
    ['table', 'json'],
    EDGE_SETTINGS,
    'squall edge --candles candles/ --preset default --horizon 1h,4h,24h',
    async (options) => (await import('../commands/edge.js')).edgeVerb(options),
  )
    .option(
      '--preset <name|file>',
      'preset to judge; more than one are corrected together (default: default)',
      collect,
    )
    .option('--horizon <list>', 'how long to hold, such as 1h,4h,24h (default: 1, 4, 12, 24 and 48 bars)')
    .option(
      '--primary <duration>',
      'the horizon that counts, chosen before looking (default: 12 bars, or the middle one)',
    )
    .option('--costs <bps>', 'round trip in basis points (default: 20)')
    .option('--html <file>', 'also the whole report as one page')
    .option('--svg <file>', 'also the excess and its intervals as an SVG chart')
    .option('--prove', 'prove at 100 moments instead of 2 that the preset does not look ahead')
    .option('--to <time>', 'skip what closes later (default: all)');
  verb(
    program,
    'tune',
    'better limits for a preset, and what remains of their edge out of sample',
    ['table', 'json'],
    ['preset', ...EDGE_SETTINGS],
    'squall tune --candles candles/ --vary surgeLong.min=2..6 --vary change1h.minPct=1..5',
    async (options) => (await import('../commands/tune.js')).tuneVerb(options),
  )
    .option(
      '--vary <path=values>',
      'a limit of the preset and its candidate values: from..to or a,b,c',
      collect,
    )
    .option('--candidates <n>', 'at most this many combinations, drawn at random (default: 100)')
    .option('--horizon <duration>', 'how long to hold, such as 1h (default: 12 bars)')
    .option('--costs <bps>', 'round trip in basis points (default: 20)')
    .option('--to <time>', 'skip what closes later (default: all)');
}
