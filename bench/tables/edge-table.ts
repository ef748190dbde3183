import { rows } from './found.js';
import { sizeText, table } from './markdown.js';

export function edgeTable(): string {
  return table(
    ['markets×bars', 'what', 'seconds'],
    rows.edge.flatMap((row) =>
      [
        ...row.edges.map(
          ({ preset, episodes, ms }) =>
            [`edge, ${preset}: ${episodes.toLocaleString('en')} episodes`, ms] as const,
        ),
        [`tune, ${row.tune.candidates} candidates`, row.tune.ms] as const,
        ['the same one by one: one of them, times as many', row.tune.oneByOneMs] as const,
      ].map(([what, ms]) => [sizeText(row), what, (ms / 1000).toFixed(1)]),
    ),
  );
}
