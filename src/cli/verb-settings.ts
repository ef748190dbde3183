import type { SettingName } from './settings.js';

const EXCHANGE_SETTINGS: SettingName[] = ['exchange', 'type', 'baseUrl', 'paceOff', 'stateDir'];

export const DATA_SETTINGS: SettingName[] = [
  ...EXCHANGE_SETTINGS,
  'recording',
  'store',
  'storeDir',
  'timeframe',
  'asOf',
  'symbol',
  'bars',
  'engine',
  'seed',
  'markets',
  'quiet',
];

export const SCAN_SETTINGS: SettingName[] = [
  'profile',
  'preset',
  ...DATA_SETTINGS,
  'color',
  'symbols',
  'quote',
  'set',
  'limit',
  'all',
  'columns',
  'sort',
  'legend',
  'compact',
  'newSince',
  'exitCodeIfEmpty',
  'workers',
  'batches',
  'batchSize',
  'concurrency',
  'maxMemory',
  'skipLevels',
  'cache',
  'cacheSize',
  'onMissing',
  'requireReference',
  'minCoverage',
  'deadline',
  'verbose',
];

/** Settings that apply only to a single scan. */
const ONE_SCAN: SettingName[] = ['compact', 'newSince', 'exitCodeIfEmpty'];

export const EXPLAIN_SETTINGS: SettingName[] = [
  'profile',
  'preset',
  'set',
  ...DATA_SETTINGS,
  'color',
  'quote',
  'workers',
  'batches',
  'batchSize',
  'concurrency',
  'maxMemory',
  'skipLevels',
  'onMissing',
  'requireReference',
];

export const WATCH_SETTINGS: SettingName[] = [
  ...SCAN_SETTINGS.filter(
    (name) => ![...ONE_SCAN, 'recording', 'store', 'storeDir', 'symbol', 'asOf', 'deadline'].includes(name),
  ),
  'every',
  'grace',
  'once',
  'record',
  'onEnter',
  'metrics',
  'autoTune',
  'logJson',
];

export const PLAN_SETTINGS: SettingName[] = [
  ...EXCHANGE_SETTINGS,
  'preset',
  'quote',
  'timeframe',
  'bars',
  'batchSize',
  'quiet',
];

export const MARKETS_SETTINGS: SettingName[] = [...EXCHANGE_SETTINGS, 'quote', 'quiet'];

export const DOCTOR_SETTINGS: SettingName[] = [...EXCHANGE_SETTINGS, 'quote', 'quiet'];

export const RECORD_SETTINGS: SettingName[] = [
  ...SCAN_SETTINGS.filter(
    (name) =>
      ![
        ...['recording', 'profile', 'limit', 'all', 'minCoverage', 'deadline', 'verbose'],
        ...['columns', 'sort', 'legend', ...ONE_SCAN],
      ].includes(name),
  ),
  'every',
  'grace',
  'once',
];

export const REPLAY_SETTINGS: SettingName[] = ['engine', 'workers', 'limit', 'all', 'color', 'quiet'];

export const EXPORT_SETTINGS: SettingName[] = ['engine', 'workers', 'quiet'];

export const SERVE_SETTINGS: SettingName[] = [
  ...EXCHANGE_SETTINGS,
  'preset',
  'timeframe',
  'bars',
  'quote',
  'every',
  'grace',
  'quiet',
];

export const HISTORY_SETTINGS: SettingName[] = [
  ...DATA_SETTINGS.filter((name) => !['asOf', 'bars', ...EXCHANGE_SETTINGS].includes(name)),
  'quote',
];

/** Judging a preset counts as a trial. */
export const EDGE_SETTINGS: SettingName[] = [...HISTORY_SETTINGS, 'stateDir'];

export const DOWNLOAD_SETTINGS: SettingName[] = [
  ...EXCHANGE_SETTINGS,
  'timeframe',
  'symbols',
  'quote',
  'storeDir',
  'quiet',
];

export const STORE_SETTINGS: SettingName[] = ['storeDir', 'quiet'];

export const IMPORT_SETTINGS: SettingName[] = [...STORE_SETTINGS, 'type', 'timeframe'];
