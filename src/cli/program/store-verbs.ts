import type { Command } from 'commander';
import { addSettings } from '../settings.js';
import { plainVerb } from '../verb.js';
import { DOWNLOAD_SETTINGS, IMPORT_SETTINGS, STORE_SETTINGS } from '../verb-settings.js';

/** Verbs about candles on disk. */
export function addStores(program: Command): void {
  plainVerb(
    addSettings(
      program
        .command('download')
        .option('--from <time>', 'the first bar to download, such as 2026-01-01')
        .option('--to <time>', 'where to end (default: the last closed bar)'),
      DOWNLOAD_SETTINGS,
    ),
    'download candles of an exchange into a store on disk: only missing ones; resumes after any interruption',
    ['table', 'json', 'ndjson'],
    'squall download --exchange binance --timeframe 5m --from 2026-01-01 --quote USDT',
    async (options) => (await import('../commands/download.js')).downloadVerb(options),
  );
  const candles = program.command('candles').description('the candle stores on this machine').exitOverride();
  plainVerb(
    addSettings(candles.command('list'), STORE_SETTINGS),
    'the candle stores: markets, bars, bytes, span, what is still to be fetched',
    ['table', 'json'],
    'squall candles list',
    async (options) => (await import('../commands/candles.js')).candlesListVerb(options),
  );
  plainVerb(
    addSettings(candles.command('info <store>'), STORE_SETTINGS),
    'what a store has of each market: span, quiet bars, outages, what is still to be fetched, delisted coins',
    ['table', 'json'],
    'squall candles info binance-spot-5m',
    async (options, store) => (await import('../commands/candles.js')).candlesInfoVerb(options, store),
  );
  plainVerb(
    addSettings(candles.command('verify <store>'), STORE_SETTINGS),
    'check every byte of a store against its hash and read every bar; exit 22 if anything is damaged',
    ['table', 'json'],
    'squall candles verify binance-spot-5m',
    async (options, store) => (await import('../commands/candles.js')).candlesVerifyVerb(options, store),
  );
  plainVerb(
    addSettings(
      candles
        .command('export <store>')
        .option('--parquet <file>', 'for DuckDB, pandas, Polars …')
        .option('--arrow <file>', 'an Arrow IPC file (Feather V2)')
        .option('--csv <file>', 'a candle file')
        .option('--freqtrade <folder>', 'JSON files, laid out as in a freqtrade data folder')
        .option('--from <time>', 'bars that open from this time on (default: all)')
        .option('--to <time>', 'bars that open before this time (default: all)'),
      [...STORE_SETTINGS, 'symbols'],
    ),
    'export the candles of a store for data tools',
    ['table', 'json'],
    'squall candles export binance-spot-5m --parquet candles.parquet',
    async (options, store) => (await import('../commands/candles.js')).candlesExportVerb(options, store),
  );
  plainVerb(
    addSettings(
      candles
        .command('import <files...>')
        .option('--as <exchange>', 'exchange the candles come from, such as binance (default: files)'),
      IMPORT_SETTINGS,
    ),
    'import candle files into a store; existing bars stay',
    ['table', 'json'],
    'squall candles import candles/ --as binance --timeframe 5m',
    async (options, _, files) => (await import('../commands/candles.js')).candlesImportVerb(options, files),
  );
}
