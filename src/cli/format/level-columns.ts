import type { Level } from '../../levels/level.js';
import type { Column } from './columns.js';
import { decimalsOf, fixed, signed } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';

/** A level as a table row; prices are aligned, with as many digits as the finest one needs. */
export function levelColumns(levels: readonly Level[]): readonly Column<Level>[] {
  const digits = Math.max(0, ...levels.map(({ price }) => decimalsOf(price)));
  return [
    { title: 'Level', align: 'right', giveWay: 0, cell: ({ price }) => price.toFixed(digits) },
    { title: 'ATRs', align: 'right', giveWay: 0, cell: ({ distanceAtr }) => signed(distanceAtr, 1) },
    {
      title: 'Role',
      align: 'left',
      giveWay: 0,
      cell: roleText,
    },
    { title: 'Strength', align: 'right', giveWay: 0, cell: ({ strength }) => fixed(strength, 2) },
    { title: 'Touches', align: 'right', giveWay: 0, cell: ({ touches }) => String(touches.length) },
    { title: 'Known since', align: 'left', giveWay: 1, cell: ({ knownAtMs }) => isoTime(knownAtMs) },
    { title: 'Last touch', align: 'left', giveWay: 2, cell: ({ lastTouchMs }) => isoTime(lastTouchMs) },
  ];
}

/** `resistance`, `flipped resistance` once it holds from above, `broken resistance` until then. */
function roleText({ role, type, distanceAtr }: Level): string {
  if (role === 'flipped') return `flipped ${type}`;
  const isBroken = type === 'resistance' ? distanceAtr < 0 : distanceAtr > 0;
  return isBroken ? `broken ${type}` : type;
}
