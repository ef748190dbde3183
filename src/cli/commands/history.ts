import type { FoundEpisode } from '../../library/episodes.js';
import { episodes } from '../../library/episodes.js';
import { exportEpisodes } from '../../library/node/export/export-episodes.js';
import { resolvePreset } from '../../library/node/preset-file.js';
import { displaySymbol } from '../../market/symbol.js';
import { formatTimeframe } from '../../market/timeframe.js';
import { isoTime } from '../../util/iso-time.js';
import { SquallError } from '../../util/squall-error.js';
import { counted } from '../../util/number-text.js';
import { flagValue } from '../flag-value.js';
import { wrapWords } from '../format/columns.js';
import { csvLines } from '../format/csv-lines.js';
import { historyTable } from '../format/history-table.js';
import { jsonText } from '../format/scan-formats.js';
import { terminalHeight, terminalWidth } from '../format/terminal.js';
import { horizonsOf } from '../horizons.js';
import { writeFileWhole, writeResult } from '../output.js';
import { describeMs, parseInstant } from '../parse.js';
import type { VerbOptions } from '../verb-options.js';
import { withHistory } from '../with-history.js';

/** `squall history`: every episode a preset would have found, and what followed. */
export async function historyVerb(options: VerbOptions): Promise<void> {
  const { settings, flags, format, output } = options;
  if (format === 'parquet' && output === undefined) {
    throw new SquallError('USAGE', 'Expected -o with the Parquet file to write, got none');
  }
  const preset = await resolvePreset(settings.preset ?? 'default');
  const fromMs = flagValue(flags, 'from', parseInstant) ?? -Infinity;
  await withHistory(options, async ({ source, timeframeMs, detail }) => {
    const horizons = horizonsOf(flags, timeframeMs);
    const all = await episodes({ source, screen: preset, horizons, engine: settings.engine ?? 'auto' });
    const found = all.filter(({ inMs }) => inMs >= fromMs);
    const held = horizons.map((bars) => describeMs(bars * timeframeMs));
    if (format === 'parquet' && output !== undefined) {
      const about = { source: detail, preset: preset.name, timeframe: formatTimeframe(timeframeMs) };
      await writeFileWhole(output, (write) => exportEpisodes(found, held, about, write));
      return;
    }
    const texts: Readonly<Record<string, () => string>> = {
      table: () =>
        [
          `${preset.name}: ${counted(found.length, 'episode')} in ${counted(source.markets.length, 'market')}, ${formatTimeframe(timeframeMs)} bars`,
          ...wrapWords(`${detail}.`.split(' '), ' ', terminalWidth(), ''),
          '',
          ...historyTable(found, held, terminalWidth(), output === undefined ? terminalHeight() : Infinity),
          '',
        ].join('\n'),
      json: () =>
        jsonText({
          schemaVersion: 1,
          source: detail,
          preset: preset.name,
          timeframe: formatTimeframe(timeframeMs),
          horizonsBars: horizons,
          episodes: found,
        }),
      csv: () => csvText(found, held),
    };
    await writeResult(texts[format](), output);
  });
}

function csvText(found: readonly FoundEpisode[], held: readonly string[]): string {
  return csvLines([
    [
      'symbol',
      'in',
      'out',
      'passedBars',
      'score',
      'entry',
      ...held.map((h) => `return${h}`),
      'best',
      'worst',
    ],
    ...found.map((episode) => [
      displaySymbol(episode.symbol, Infinity),
      isoTime(episode.inMs),
      isoTime(episode.outMs),
      episode.passedBars,
      episode.score,
      episode.entry,
      ...episode.returns,
      episode.best,
      episode.worst,
    ]),
  ]);
}
