import { displaySymbol } from '../../market/symbol.js';
import { sourceName } from '../../market/invented-prices.js';
import { formatTimeframe } from '../../market/timeframe.js';
import { layOut, wrapWords } from '../format/columns.js';
import { levelColumns } from '../format/level-columns.js';
import { exactPrice, roundedPrice } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';
import { csvLines } from '../format/csv-lines.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { writeResult } from '../output.js';
import type { VerbOptions } from '../verb-options.js';
import { isLate, marketProblem } from '../market-problem.js';
import { withSession } from '../run-scan.js';
import { notifySourceWarnings } from '../source-warnings.js';

/** `squall levels SYMBOL`: exit 65 when the candles cannot be trusted. */
export async function levelsVerb(
  { source: given, settings, format, output }: VerbOptions,
  symbol: string,
): Promise<void> {
  const source = { ...given, symbolOfUnnamed: symbol };
  const { result, market } = await withSession(source, settings, async (opened, session, moment) => {
    const scanned = await session.scan({ ...moment, symbols: [symbol], levelsFor: [symbol] });
    const [found] = scanned.result.markets;
    notifySourceWarnings(opened.source, settings);
    if (isLate(found)) moment.deadline?.throwIfAborted();
    if (found.errors.length > 0) throw marketProblem(found, session.feed);
    return { result: scanned.result, market: found };
  });
  const timeframe = formatTimeframe(result.timeframeMs);
  const asOf = new Date(result.asOfMs).toISOString();
  const from = sourceName(result.source);
  const levels = [...market.levels].sort((a, b) => b.price - a.price);
  const texts: Readonly<Record<string, () => string>> = {
    table: () =>
      [
        `${displaySymbol(market.symbol)}  price ${exactPrice(market.metrics.price)}, ATR ${roundedPrice(market.metrics.atr)}, as of ${isoTime(result.asOfMs)}`,
        ...wrapWords(`${timeframe} bars, ${from}`.split(' '), ' ', terminalWidth(), ''),
        '',
        ...(levels.length > 0
          ? layOut(levelColumns(levels), levels, terminalWidth())
          : ['No level was touched often enough.']),
        '',
      ].join('\n'),
    json: () =>
      jsonText({
        schemaVersion: 1,
        symbol: market.symbol,
        asOf,
        timeframe,
        source: from,
        price: market.metrics.price,
        atr: market.metrics.atr,
        levels: market.levels,
      }),
    csv: () =>
      csvLines([
        [
          'price',
          'type',
          'role',
          'strength',
          'touches',
          'distanceAtr',
          'knownAtMs',
          'firstTouchMs',
          'lastTouchMs',
          'symbol',
          'asOf',
          'timeframe',
          'source',
        ],
        ...levels.map((level) => [
          level.price,
          level.type,
          level.role,
          level.strength,
          level.touches.length,
          level.distanceAtr,
          level.knownAtMs,
          level.firstTouchMs,
          level.lastTouchMs,
          displaySymbol(market.symbol, Infinity),
          asOf,
          timeframe,
          from,
        ]),
      ]),
  };
  await writeResult(texts[format](), output);
}
