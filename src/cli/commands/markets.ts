import type { UniverseDecision } from '../../feeds/exchange/markets/universe.js';
import { displaySymbol } from '../../market/symbol.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { openExchange } from '../exchange-source.js';
import type { Column } from '../format/columns.js';
import { layOut, wrapWords } from '../format/columns.js';
import { isoTime, MISSING } from '../format/numbers.js';
import { csvLines, jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { writeResult } from '../output.js';
import { tellSourceWarnings } from '../source-warnings.js';
import type { VerbOptions } from '../verb-options.js';

/** `squall markets`: which markets of an exchange are looked at; with `--why` all of them, each with its reason. */
export async function marketsVerb({ settings, format, output, flags }: VerbOptions): Promise<void> {
  const feed = await openExchange(settings);
  let decisions: readonly UniverseDecision[];
  try {
    decisions = await feed.universe(true);
    tellSourceWarnings(feed, settings);
  } finally {
    await feed.close();
  }
  const withReasons = flags.why === true;
  const shown = decisions.filter(({ isIn }) => withReasons || isIn);
  const counts = countsOf(decisions);
  const { detail, exchange } = feed.source;
  const texts: Readonly<Record<string, () => string>> = {
    table: () => tableText(detail, shown, counts, withReasons),
    json: () => jsonText({ schemaVersion: SCHEMA_VERSION, exchange, counts, markets: shown.map(flat) }),
    csv: () => {
      const rows = shown.map(flat);
      const header = Object.keys(flat(decisions[0]));
      return csvLines([header, ...rows.map((row) => Object.values(row))]);
    },
  };
  await writeResult(texts[format](), output);
}

interface UniverseCounts {
  readonly listed: number;
  readonly in: number;
  readonly out: number;
  /** In and out. */
  readonly byCode: Readonly<Record<string, number>>;
  /** Of those that are in. */
  readonly byClass: Readonly<Record<string, number>>;
}

function countsOf(decisions: readonly UniverseDecision[]): UniverseCounts {
  const inside = decisions.filter(({ isIn }) => isIn);
  return {
    listed: decisions.length,
    in: inside.length,
    out: decisions.length - inside.length,
    byCode: tally(decisions.map(({ code }) => code)),
    byClass: tally(inside.map(({ marketClass }) => marketClass)),
  };
}

/** How often each name comes, the most frequent first. */
function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

/** One market as JSON and CSV have it. */
function flat({ market, marketClass, isIn, code, reason }: UniverseDecision) {
  const { symbol, id, base, quote, settle, type, active, listedAtMs, tickSize, contractSize } = market;
  return {
    symbol,
    id,
    base,
    quote,
    settle,
    type,
    marketClass,
    active,
    listedAtMs,
    tickSize,
    contractSize,
    isIn,
    code,
    reason,
  };
}

function tableText(
  detail: string,
  shown: readonly UniverseDecision[],
  counts: UniverseCounts,
  withReasons: boolean,
): string {
  const width = terminalWidth();
  const left = (
    title: string,
    giveWay: number,
    cell: (row: UniverseDecision) => string,
  ): Column<UniverseDecision> => ({ title, align: 'left', giveWay, cell });
  const columns = [
    left('Symbol', 0, ({ market }) => displaySymbol(market.symbol)),
    left('Class', 0, ({ marketClass }) => marketClass),
    ...(withReasons
      ? [
          left('State', 0, ({ isIn }) => (isIn ? 'in' : 'out')),
          left('Code', 1, ({ code }) => code),
          left('Reason', 0, ({ reason }) => reason),
        ]
      : [
          left('Id', 3, ({ market }) => displaySymbol(market.id)),
          left('Quote', 2, ({ market }) => displaySymbol(market.quote)),
          left('Listed', 1, ({ market }) =>
            market.listedAtMs === null ? MISSING : isoTime(market.listedAtMs).slice(0, 10),
          ),
        ]),
  ];
  const list = (title: string, tallied: Readonly<Record<string, number>>): string[] =>
    wrapWords(
      [title, ...Object.entries(tallied).map(([name, count]) => `${name} ${count}`)],
      '  ',
      width,
      '  ',
    );
  return [
    ...layOut(columns, shown, width),
    '',
    `${detail}: ${counts.listed} markets, ${counts.in} in, ${counts.out} out`,
    ...list('by reason', counts.byCode),
    ...list('in, by class', counts.byClass),
    ...wrapWords('Which classes are scanned is for the filter class of the preset.'.split(' '), ' ', width),
    ...(withReasons || counts.out === 0 ? [] : ['--why lists those that are out, and the reason of each']),
    '',
  ].join('\n');
}
