import type { Capability } from '../../feeds/exchange/description/capability.js';
import { MISSING } from '../../util/number-text.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';

const left = (title: string, cell: (row: Capability) => string, giveWay = 0): Column<Capability> => ({
  title,
  align: 'left',
  giveWay,
  cell,
});

const orNone = (words: readonly string[]): string => (words.length === 0 ? MISSING : words.join(', '));

const COLUMNS: readonly Column<Capability>[] = [
  left('Exchange', ({ id }) => id),
  left('Type', ({ type }) => type),
  {
    title: 'Bars per call',
    align: 'right',
    giveWay: 1,
    cell: ({ candles }) => String(candles?.maxBars ?? MISSING),
  },
  left('Volume in', ({ volumeUnit }) => volumeUnit ?? MISSING, 2),
  left('Without', ({ without }) => orNone(without), 3),
  { ...left('Remarks', ({ remarks }) => orNone(remarks)), wraps: true },
];

/** A table of those that can be scanned, then the others, each with what it lacks. */
export function exchangesTable(exchanges: readonly Capability[], client: string, width: number): string {
  const works = exchanges.filter(({ canBeScanned }) => canBeScanned);
  const ids = (rows: readonly Capability[]): number => new Set(rows.map(({ id }) => id)).size;
  const head = `${ids(works)} of ${ids(exchanges)} exchanges can be scanned (${client}), ${works.length} with both types of markets counted`;
  const refused = exchanges.filter(({ canBeScanned }) => !canBeScanned);
  return [
    ...wrapWords(head.split(' '), ' ', width),
    '',
    ...layOut(COLUMNS, works, width),
    '',
    'Not scanned:',
    ...refused.flatMap(({ refusal }) => wrapWords(`- ${String(refusal)}`.split(' '), ' ', width)),
    '',
  ].join('\n');
}
