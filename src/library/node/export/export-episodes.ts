import { writeParquet } from '../../../tables/parquet.js';
import type { Cell, Table, TableColumn, WriteBytes } from '../../../tables/table.js';
import type { FoundEpisode } from '../../episodes.js';

/** The data the episodes were found in; kept in the file. */
export interface EpisodesAbout {
  readonly source: string;
  readonly preset: string;
  readonly timeframe: string;
}

/**
 * Writes episodes as a Parquet file, one row each. Equal episodes give equal bytes.
 * @param held  the length of each horizon, in words: `1h`
 */
export async function exportEpisodes(
  found: readonly FoundEpisode[],
  held: readonly string[],
  about: EpisodesAbout,
  write: WriteBytes,
): Promise<void> {
  const { source, preset, timeframe } = about;
  const metadata = { 'squall.source': source, 'squall.preset': preset, 'squall.timeframe': timeframe };
  await writeParquet(episodeTable(found, held, metadata), write);
}

function episodeTable(
  found: readonly FoundEpisode[],
  held: readonly string[],
  metadata: Readonly<Record<string, string>>,
): Table {
  const columns: (TableColumn & { readonly read: (episode: FoundEpisode) => Cell })[] = [
    { name: 'symbol', type: 'label', isNullable: false, read: ({ symbol }) => symbol },
    { name: 'in', type: 'timestamp', isNullable: false, read: ({ inMs }) => inMs },
    { name: 'out', type: 'timestamp', isNullable: false, read: ({ outMs }) => outMs },
    { name: 'passedBars', type: 'integer', isNullable: false, read: ({ passedBars }) => passedBars },
    { name: 'score', type: 'double', isNullable: true, read: ({ score }) => score },
    { name: 'entry', type: 'double', isNullable: true, read: ({ entry }) => entry },
    ...held.map((name, h) => ({
      ...{ name: `return${name}`, type: 'double' as const, isNullable: true },
      read: ({ returns }: FoundEpisode) => returns[h],
    })),
    { name: 'best', type: 'double', isNullable: true, read: ({ best }) => best },
    { name: 'worst', type: 'double', isNullable: true, read: ({ worst }) => worst },
  ];
  const parts = found.length === 0 ? [] : [columns.map(({ read }) => found.map(read))];
  return { columns, parts, metadata: () => metadata };
}
