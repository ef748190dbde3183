import { displaySymbol } from '../../market/symbol.js';
import { layOut } from '../format/columns.js';
import { levelColumns } from '../format/level-columns.js';
import { exactPrice, roundedPrice } from '../../util/number-text.js';
import { isoTime } from '../../util/iso-time.js';
import { csvLines } from '../format/csv-lines.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalWidth } from '../format/terminal.js';
import { writeResult } from '../output.js';
import type { VerbOptions } from '../verb-options.js';
import { marketProblem } from '../market-problem.js';
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
    if (found.errors.length > 0) throw marketProblem(found, session.feed);
    return { result: scanned.result, market: found };
  });
  const levels = [...market.levels].sort((a, b) => b.price - a.price);
  const texts: Readonly<Record<string, () => string>> = {
    table: () =>
      [
        `${displaySymbol(market.symbol)}  price ${exactPrice(market.metrics.price)}, ATR ${roundedPrice(market.metrics.atr)}, as of ${isoTime(result.asOfMs)}`,
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
        asOf: new Date(result.asOfMs).toISOString(),
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
        ]),
      ]),
  };
  await writeResult(texts[format](), output);
}
