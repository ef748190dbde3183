/** Headings of the help → settings below them; all others appear under "Options:". */
const FUSED_KERNELS: Readonly<Record<string, readonly string[]>> = {
  'Data source:': [
    'simulate',
    'candles',
    'exchange',
    'type',
    'baseUrl',
    'paceOff',
    'stateDir',
    'recording',
    'store',
    'storeDir',
    'symbol',
    'seed',
    'markets',
  ],
  'What is scanned:': [
    'preset',
    'set',
    'timeframe',
    'asOf',
    'symbols',
    'quote',
    'bars',
    'onMissing',
    'requireReference',
  ],
  'When:': ['every', 'grace', 'once', 'deadline', 'minCoverage'],
  'Output:': [
    'format',
    'json',
    'output',
    'limit',
    'all',
    'columns',
    'sort',
    'legend',
    'newSince',
    'exitCodeIfEmpty',
    'compact',
    'verbose',
    'skipLevels',
    'color',
    'quiet',
    'record',
    'onEnter',
    'logJson',
  ],
  'Speed and memory:': [
    'profile',
    'engine',
    'workers',
    'batches',
    'batchSize',
    'concurrency',
    'maxMemory',
    'cache',
    'cacheSize',
    'metrics',
    'autoTune',
  ],
};

/** Ordered by heading, and unchanged below each. */
export function inGroups<Name extends string>(settings: readonly Name[]): Name[] {
  const headings = Object.keys(FUSED_KERNELS);
  const positionOf = (name: string): number => headings.indexOf(groupOf(name));
  return [...settings].sort((a, b) => positionOf(a) - positionOf(b));
}

/** The heading of a setting in every verb's help. */
export function groupOf(setting: string): string {
  const found = Object.entries(FUSED_KERNELS).find(([, names]) => names.includes(setting));
  return found?.[0] ?? 'Options:';
}
