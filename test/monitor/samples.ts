import { FIGURE_NAMES, type Figures } from '../../src/monitor/figures.js';
import type { Sample } from '../../src/monitor/sample.js';

/** A sample of these figures alone; the others are unknown. */
export function sampleOf(figures: Partial<Figures>, atMs = 0): Sample {
  const missing = FIGURE_NAMES.filter((name) => figures[name] === undefined);
  return {
    atMs,
    figures: Object.fromEntries(FIGURE_NAMES.map((name) => [name, figures[name] ?? null])) as Figures,
    missing: Object.fromEntries(missing.map((name) => [name, 'not in this test'])),
  };
}
