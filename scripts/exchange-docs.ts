import type { Capability } from '../src/feeds/exchange/description/capability.js';
import { everyCapability } from '../src/feeds/exchange/description/capability.js';

const BLOCK = /(<!-- every exchange -->)[\s\S]*?(<!-- end -->)/;

const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const orNone = (texts: readonly string[]): string => (texts.length === 0 ? '–' : texts.join(', '));

function scannedTable(rows: readonly Capability[]): string {
  return table(
    ['exchange', 'type', 'timeframes', 'bars per call', 'volume in', 'without', 'remarks'],
    rows.map(({ id, type, timeframes, candles, volumeUnit, without, remarks }) => [
      id,
      type,
      (timeframes ?? []).join(' '),
      String(candles?.maxBars ?? '–'),
      String(volumeUnit),
      orNone(without),
      orNone(remarks),
    ]),
  );
}

/** The sentence about each is the error message of a scan of it. */
function refusedTable(rows: readonly Capability[]): string {
  return table(
    ['exchange', 'type', 'why not'],
    rows.map(({ id, type, refusal }) => [id, type, String(refusal)]),
  );
}

/** docs/exchanges.md with its list of all exchanges regenerated. */
export async function withEveryExchange(text: string): Promise<string> {
  const all = await everyCapability();
  const works = all.filter(({ canBeScanned }) => canBeScanned);
  const refused = all.filter(({ canBeScanned }) => !canBeScanned);
  const count = (rows: readonly Capability[]): number => new Set(rows.map(({ id }) => id)).size;
  const summary = `${count(works)} of ${count(all)} exchanges can be scanned, ${works.length} exchanges and types of markets.`;
  const lists = [
    summary,
    scannedTable(works),
    'The others end with exit 64 before anything is sent:',
    refusedTable(refused),
  ];
  return text.replace(BLOCK, (_whole, start: string, end: string) => [start, ...lists, end].join('\n\n'));
}
