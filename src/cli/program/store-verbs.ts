import type { Command } from 'commander';
import { addSettings } from '../settings.js';
import { plainVerb } from '../verb.js';
import { DOWNLOAD_SETTINGS } from '../verb-settings.js';

/** Verbs that are about candles on disk. */
export function addStores(program: Command): void {
  plainVerb(
    addSettings(
      program
        .command('download')
        .option('--from <time>', 'the first bar to have, such as 2026-01-01')
        .option('--to <time>', 'where to end (default: the last closed bar)'),
      DOWNLOAD_SETTINGS,
    ),
    'candles of an exchange into a store on disk: only what is missing, to go on with after any end',
    ['table', 'json', 'ndjson'],
    'squall download --exchange binance --timeframe 5m --from 2026-01-01 --quote USDT',
    async (options) => (await import('../commands/download.js')).downloadVerb(options),
  );
}
