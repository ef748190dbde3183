import { bytesText } from '../../monitor/figure-text.js';
import type { GrowthRow, SnapshotDiff } from '../../monitor/snapshot/diff.js';
import { type Column, layOut, wrapWords } from '../format/columns.js';
import { MISSING, signed } from '../../util/number-text.js';
import type { Paint } from '../format/style.js';
import { ageText } from '../format/watch-view.js';

function valueText({ unit }: GrowthRow, value: number | null): string {
  if (value === null) return MISSING;
  return unit === 'bytes' ? bytesText(value) : String(value);
}

function changeText(row: GrowthRow): string {
  const { change } = row;
  return change !== null && change > 0 ? `+${valueText(row, change)}` : valueText(row, change);
}

function percentText({ changePercent }: GrowthRow): string {
  return changePercent === null ? MISSING : `${signed(changePercent, 1)} %`;
}

function verdict({ change }: GrowthRow): string {
  if (change === null) return 'unknown';
  return change > 0 ? 'grew' : change < 0 ? 'shrank' : 'same';
}

const COLUMNS: readonly Column<GrowthRow>[] = [
  { title: 'Part', align: 'left', cell: ({ name }) => name, giveWay: 0 },
  { title: 'Before', align: 'right', cell: (row) => valueText(row, row.before), giveWay: 2 },
  { title: 'After', align: 'right', cell: (row) => valueText(row, row.after), giveWay: 1 },
  { title: 'Change', align: 'right', cell: changeText, giveWay: 0 },
  { title: 'Change %', align: 'right', cell: percentText, giveWay: 3 },
  { title: '', align: 'left', cell: verdict, giveWay: 0 },
];

/** What grew from one snapshot to another, largest first, for a terminal. */
export function snapshotDiffText(diff: SnapshotDiff, width: number, paint: Paint): string[] {
  const order = diff.elapsedMs < 0 ? 'earlier' : 'later';
  const facts = [`${diff.fromAt} to ${diff.toAt}`, `${ageText(Math.abs(diff.elapsedMs))} ${order}`];
  const warnings = [
    ...(diff.isSameProcess ? [] : ['These are two different processes.']),
    ...(diff.elapsedMs < 0 ? ['The second snapshot was taken before the first.'] : []),
  ];
  const [titles, ...lines] = layOut(COLUMNS, diff.rows, width);
  return [
    ...wrapWords(facts, ' · ', width).map((line) => paint('bold', line)),
    ...warnings.map((line) => paint('yellow', line)),
    '',
    paint('dim', titles),
    ...lines.map((line, index) => ((diff.rows[index].change ?? 0) > 0 ? paint('yellow', line) : line)),
  ];
}
