/** More examples of a verb, by its full name; each verb supplies its first example itself. */
const MORE: Readonly<Record<string, readonly [string, string]>> = {
  completion: ['squall completion zsh', 'squall completion fish'],
  scan: [
    'squall scan --exchange binance',
    'squall scan --candles candles/ --preset mine.json --format csv -o today.csv',
  ],
  watch: [
    'squall watch --exchange bybit --type swap --every 5m',
    'squall watch --exchange binance --on-enter "notify-send Squall"',
  ],
  explain: ['squall explain KIVPE/USDT', 'squall explain BTC/USDT --exchange binance --json'],
  levels: ['squall levels KIVPE/USDT', 'squall levels BTC/USDT --exchange binance --timeframe 1h'],
  indicators: [
    'squall indicators KIVPE/USDT --bars 20',
    'squall indicators BTC/USDT --exchange binance --json',
  ],
  history: [
    'squall history --candles candles.csv.gz --horizon 1h,4h',
    'squall history --store binance --preset default -o episodes.parquet',
  ],
  edge: [
    'squall edge --candles candles.csv.gz --costs 10',
    'squall edge --candles candles/ --preset mine.json --prove',
  ],
  tune: [
    'squall tune --candles candles/ --vary surgeLong.min=2,3,4',
    'squall tune --candles candles/ --preset mine.json --vary change1h.minPct=1..5 --candidates 20',
  ],
  plan: ['squall plan --exchange kraken --quote USD', 'squall plan --exchange bybit --json'],
  markets: ['squall markets --exchange binance --quote USDT', 'squall markets --exchange bybit --format csv'],
  exchanges: ['squall exchanges', 'squall exchanges -o exchanges.json'],
  download: [
    'squall download --exchange bybit --type swap --timeframe 1h --from 2025-01-01',
    'squall download --exchange kraken --symbols BTC/USD,ETH/USD --from 2026-01-01',
  ],
  'candles list': ['squall candles list --json', 'squall candles list --store-dir archive/'],
  'candles info': ['squall candles info binance', 'squall candles info binance-spot-5m --json'],
  'candles verify': ['squall candles verify binance', 'squall candles verify binance-spot-5m --json'],
  'candles export': [
    'squall candles export binance --csv candles.csv --symbols BTC/USDT',
    'squall candles export binance --freqtrade user_data/data/binance --from 2026-01-01',
  ],
  'candles import': [
    'squall candles import candles.csv.gz --as binance',
    'squall candles import user_data/data/binance/futures --as binance --timeframe 5m',
  ],
  doctor: ['squall doctor', 'squall doctor --exchange kraken --json'],
  emulate: [
    'squall emulate --dialect bybit --latency 50',
    'squall emulate --dialect kraken --speed 0 --ledger requests.ndjson',
  ],
  record: [
    'squall record --candles candles/ -o day.squall',
    'squall record --exchange binance -o live.squall --once 12',
  ],
  replay: ['squall replay day.squall', 'squall replay day.squall --step --json'],
  verify: ['squall verify day.squall --json', 'squall verify day.squall -o report.json'],
  serve: ['squall serve --open', 'squall serve --exchange bybit --type swap'],
  export: [
    'squall export day.squall --html day.html',
    'squall export day.squall --table scans --arrow scans.arrow',
  ],
  'presets list': ['squall presets list --json', 'squall presets list -o presets.json'],
  'presets show': ['squall presets show default -o mine.json', 'squall presets show breakout-v1'],
  'presets validate': [
    'squall presets validate mine.json --json',
    'squall presets validate mine.json -o report.json',
  ],
  'monitor live': ['squall monitor', 'squall monitor --once --json'],
  'monitor snapshot': ['squall monitor snapshot', 'squall monitor snapshot --pid 4711'],
  'monitor diff': [
    'squall monitor diff before.json after.json --json',
    'squall monitor diff a.json b.json --color never',
  ],
  'monitor set-threshold': [
    'squall monitor set-threshold memoryPercent 80 --token TOKEN',
    'squall monitor set-threshold cpuPercent 90 --url http://127.0.0.1:9464 --token TOKEN',
  ],
};

/** The text below a verb's options. */
export function exampleText(verb: string, first: string): string {
  return `\nExamples:\n${[first, ...(MORE[verb] ?? [])].map((line) => `  $ ${line}\n`).join('')}`.trimEnd();
}
