import type { UniverseDecision } from '../../feeds/exchange/markets/exchange-markets.js';
import { SCHEMA_VERSION } from '../../scanner/scan-document.js';
import { openNamedExchange } from '../sources.js';
import type { UniverseCounts } from '../format/markets-table.js';
import { marketsTable, marketsWhyTable } from '../format/markets-table.js';
import { csvLines } from '../format/csv-lines.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { writeResult } from '../output.js';
import { notifySourceWarnings } from '../source-warnings.js';
import type { VerbOptions } from '../verb-options.js';

/**
 * `squall markets`: the markets of an exchange that are scanned; with `--why` all of them, each with its
 * reason.
 */
export async function marketsVerb({ settings, format, output, flags }: VerbOptions): Promise<void> {
  const feed = await openNamedExchange(settings);
  let decisions: readonly UniverseDecision[];
  try {
    decisions = await feed.universe(true);
    notifySourceWarnings({ feed }, settings);
  } finally {
    await feed.close();
  }
  const withReasons = flags.why === true;
  const shown = decisions.filter(({ isIn }) => withReasons || isIn);
  const counts = countsOf(decisions);
  const { detail, exchange } = feed.source;
  const texts: Readonly<Record<string, () => string>> = {
    table: () => (withReasons ? marketsWhyTable : marketsTable)(detail, shown, counts, terminalWidth()),
    json: () => jsonText({ schemaVersion: SCHEMA_VERSION, exchange, counts, markets: shown.map(flat) }),
    csv: () => {
      const rows = shown.map(flat);
      const header = Object.keys(flat(decisions[0]));
      return csvLines([header, ...rows.map((row) => Object.values(row))]);
    },
  };
  await writeResult(texts[format](), output);
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

/** How often each name occurs, most frequent first. */
function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

/** One market in JSON and CSV. */
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
