import type { FoundEpisode } from '../../library/episodes.js';
import { displaySymbol } from '../../market/symbol.js';
import { toScore100 } from '../../scoring/score-scale.js';
import { isoTime } from '../../util/iso-time.js';
import { counted, exactPrice, fixed, signed } from '../../util/number-text.js';
import type { Column } from './columns.js';
import { layOut } from './columns.js';

/** Headline, source and titles above the episodes, and the lines below them. */
const ROWS_AROUND = 8;
const FEWEST = 5;

/**
 * Episodes in their order. Of more than fit on the screen the newest, as the first of thousands would be out of sight.
 * @param height  rows of the screen; Infinity for all episodes
 */
export function historyTable(
  found: readonly FoundEpisode[],
  held: readonly string[],
  width: number,
  height: number,
): string[] {
  const older = Math.max(found.length - Math.max(height - ROWS_AROUND, FEWEST), 0);
  const note = `(${counted(older, 'older episode')} with -o FILE or --format csv)`;
  return [...layOut(columnsOf(held), found.slice(older), width), ...(older === 0 ? [] : [note])];
}

function columnsOf(held: readonly string[]): Column<FoundEpisode>[] {
  const percent = (fraction: number | null): string => signed(fraction === null ? null : fraction * 100, 2);
  const right = 'right' as const;
  return [
    { title: 'in', align: 'left', giveWay: 0, cell: ({ inMs }) => isoTime(inMs) },
    { title: 'market', align: 'left', giveWay: 0, cell: ({ symbol }) => displaySymbol(symbol) },
    { title: 'out', align: 'left', giveWay: 4, cell: ({ outMs }) => isoTime(outMs) },
    { title: 'bars', align: right, giveWay: 3, cell: ({ passedBars }) => String(passedBars) },
    {
      title: 'score/100',
      align: right,
      giveWay: 2,
      cell: ({ score }) => fixed(score === null ? null : toScore100(score), 1),
    },
    { title: 'entry', align: right, giveWay: 5, cell: ({ entry }) => exactPrice(entry) },
    ...held.map((title, h) => ({
      title: `${title} %`,
      align: right,
      giveWay: 6 + h,
      cell: ({ returns }: FoundEpisode) => percent(returns[h]),
    })),
    { title: 'best %', align: right, giveWay: 0, cell: ({ best }) => percent(best) },
    { title: 'worst %', align: right, giveWay: 0, cell: ({ worst }) => percent(worst) },
  ];
}
