import type { Argument, Command, Help, Option } from 'commander';

/** What a verb has of its own: commander's heading of options without a group. It comes first. */
const OWN = 'Options:';

/** What every verb has. It comes last. */
export const COMMON = 'Settings and help:';

/** Headings of the help → settings below it. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
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
  const headings = Object.keys(GROUPS);
  const positionOf = (name: string): number => headings.indexOf(groupOf(name));
  return [...settings].sort((a, b) => positionOf(a) - positionOf(b));
}

/** The heading of a setting in every verb's help. */
export function groupOf(setting: string): string {
  const found = Object.entries(GROUPS).find(([, names]) => names.includes(setting));
  return found?.[0] ?? OWN;
}

/**
 * Groups of a verb's help in the same order everywhere, in whichever order its options were added.
 * @returns for `configureHelp`
 */
export function helpInOrder(): Partial<Help> {
  const order = [OWN, ...Object.keys(GROUPS), COMMON];
  return {
    // Sentences wrap beside long flags too, instead of running off a terminal of 80 columns.
    minWidthToWrap: 30,
    groupItems<Item extends Command | Option | Argument>(
      _all: Item[],
      visible: Item[],
      headingOf: (item: Item) => string,
    ): Map<string, Item[]> {
      const headings = [...new Set(visible.map(headingOf))];
      const positionOf = (heading: string): number => order.indexOf(heading);
      return new Map(
        headings
          .sort((a, b) => positionOf(a) - positionOf(b))
          .map((heading) => [heading, visible.filter((item) => headingOf(item) === heading)]),
      );
    },
  };
}
