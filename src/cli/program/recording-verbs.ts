import type { Command } from 'commander';
import { addSettings } from '../settings.js';
import { plainVerb, verb } from '../verb.js';
import { EXPORT_SETTINGS, RECORD_SETTINGS, REPLAY_SETTINGS, SERVE_SETTINGS } from '../verb-settings.js';

export function addRecordings(program: Command): void {
  verb(
    program,
    'record',
    'keep scans with all their inputs, to replay and inspect later',
    ['table', 'json'],
    RECORD_SETTINGS,
    'squall record --simulate -o day.squall',
    async (options) => (await import('../commands/record.js')).recordVerb(options),
  )
    .option('--from <time>', 'the first scan (default: a day before the last)')
    .option('--to <time>', 'the last scan (default: the last closed bar)');
  plainVerb(
    addSettings(program.command('replay <file>'), REPLAY_SETTINGS)
      .option('--at <time>', 'the scan as of this time (default: the last)')
      .option('--step', 'every scan, one after the other')
      .option('--verify', 'recompute every scan and compare the hashes'),
    'recompute a scan of a recording and report whether it is identical',
    ['table', 'json'],
    'squall replay day.squall --verify',
    async (options, file) => (await import('../commands/replay.js')).replayVerb(options, file),
  );
  plainVerb(
    program.command('verify <file>'),
    'check the structure, checksums and chain of a recording, and list what can be read',
    ['table', 'json'],
    'squall verify day.squall',
    async (options, file) => (await import('../commands/replay.js')).verifyVerb(options, file),
  );
  plainVerb(
    addSettings(program.command('serve [files...]'), SERVE_SETTINGS)
      .option('--port <n>', 'port to listen on (default: any free one)')
      .option(
        '--host <address>',
        'address to listen on (default: 127.0.0.1); one reachable from outside needs --token',
      )
      .option('--token <token>', 'token that a browser must send once, as ?token=TOKEN (or SQUALL_TOKEN)')
      .option('--allow-host <names>', 'host names to accept, comma-separated (default: that of --host)')
      .option('--open', 'open the page in the browser'),
    'the page that replays recordings; without one the simulated market, with --exchange live',
    ['table', 'json'],
    'squall serve day.squall --open',
    async (options, _, files) => (await import('../commands/serve.js')).serveVerb(options, files),
  );
  plainVerb(
    addSettings(program.command('export <file>'), EXPORT_SETTINGS)
      .option('--html <file>', 'one page that replays from disk')
      .option('--parquet <file>', 'a table for DuckDB, pandas, Polars …')
      .option('--arrow <file>', 'the same as an Arrow IPC file (Feather)')
      .option('--table <name>', 'candles, or scans with every metric and filter (default: candles)'),
    'a recording as a single page, or as a table for data tools',
    ['table', 'json'],
    'squall export day.squall --parquet day.parquet',
    async (options, file) => (await import('../commands/export.js')).exportVerb(options, file),
  );
}
