import type { UniverseDecision } from '../../feeds/exchange/markets/exchange-markets.js';
import { displaySymbol } from '../../market/symbol.js';
import type { Column } from './columns.js';
import { layOut, wrapWords } from './columns.js';
import { counted, MISSING } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';

export interface UniverseCounts {
  readonly listed: number;
  readonly in: number;
  readonly out: number;
  /** In and out. */
  readonly byCode: Readonly<Record<string, number>>;
  /** Markets that are in, by class. */
  readonly byClass: Readonly<Record<string, number>>;
}

type MarketColumn = Column<UniverseDecision>;

const left = (title: string, giveWay: number, cell: MarketColumn['cell']): MarketColumn => ({
  title,
  align: 'left',
  giveWay,
  cell,
});
const SYMBOL = left('Symbol', 0, ({ market }) => displaySymbol(market.symbol));
const CLASS = left('Class', 0, ({ marketClass }) => marketClass);

/** Markets that are in the universe, and what they are. */
export function marketsTable(
  detail: string,
  inside: readonly UniverseDecision[],
  counts: UniverseCounts,
  width: number,
): string {
  const columns = [
    SYMBOL,
    CLASS,
    left('Id', 3, ({ market }) => displaySymbol(market.id)),
    left('Quote', 2, ({ market }) => displaySymbol(market.quote)),
    left('Listed', 1, ({ market }) =>
      market.listedAtMs === null ? MISSING : isoTime(market.listedAtMs).slice(0, 10),
    ),
  ];
  return [
    ...layOut(columns, inside, width),
    '',
    totalLine(detail, counts),
    ...tallyLines('by reason', counts.byCode, width),
    ...classLines(counts, width),
    ...(counts.out === 0 ? [] : ['--why lists those that are out, with the reason for each']),
    '',
  ].join('\n');
}

/**
 * All markets by reason: a count per reason, then the markets that are out, most frequent reason first, then
 * the rest.
 */
export function marketsWhyTable(
  detail: string,
  decisions: readonly UniverseDecision[],
  counts: UniverseCounts,
  width: number,
): string {
  const codes = Object.keys(counts.byCode);
  const groups = [...codes.filter((code) => code !== 'IN'), ...codes.filter((code) => code === 'IN')].map(
    (code) => decisions.filter((decision) => decision.code === code),
  );
  const summary: Column<readonly UniverseDecision[]>[] = [
    { title: 'Code', align: 'left', giveWay: 0, cell: ([{ code }]) => code },
    { title: 'Markets', align: 'right', giveWay: 0, cell: (group) => String(group.length) },
    { title: 'Example', align: 'left', giveWay: 0, cell: ([{ market }]) => displaySymbol(market.symbol) },
    { title: 'Reason', align: 'left', giveWay: 0, wraps: true, cell: ([{ reason }]) => reason },
  ];
  const columns = [
    SYMBOL,
    CLASS,
    left('State', 0, ({ isIn }) => (isIn ? 'in' : 'out')),
    left('Code', 1, ({ code }) => code),
    { ...left('Reason', 0, ({ reason }) => reason), wraps: true },
  ];
  return [
    totalLine(detail, counts),
    ...layOut(summary, groups, width),
    '',
    ...layOut(columns, groups.flat(), width),
    '',
    ...classLines(counts, width),
    '',
  ].join('\n');
}

function totalLine(detail: string, counts: UniverseCounts): string {
  return `${detail}: ${counted(counts.listed, 'market')}, ${counts.in} in, ${counts.out} out`;
}

function classLines(counts: UniverseCounts, width: number): string[] {
  const note = 'The class filter of the preset decides which classes are scanned.';
  return [...tallyLines('in, by class', counts.byClass, width), ...wrapWords(note.split(' '), ' ', width)];
}

function tallyLines(title: string, tallied: Readonly<Record<string, number>>, width: number): string[] {
  const words = Object.entries(tallied).map(([name, count]) => `${name} ${count}`);
  return wrapWords([title, ...words], '  ', width, '  ');
}
