import { FIGURE_NAMES, type FigureName } from './figures.js';
import type { Sample } from './sample.js';

/** One figure over a period; null if it was never known. */
export interface FigureSummary {
  /** From the newest sample; null if unknown now, though it was known before. */
  readonly now: number | null;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface Summary {
  readonly minutes: number;
  readonly samples: number;
  readonly figures: Readonly<Record<FigureName, FigureSummary | null>>;
}

/** @param samples  of the period, oldest first */
export function summarize(samples: readonly Sample[], minutes: number): Summary {
  const rows = FIGURE_NAMES.map(
    (name) => [name, summaryOf(samples.map(({ figures }) => figures[name]))] as const,
  );
  return { minutes, samples: samples.length, figures: Object.fromEntries(rows) as Summary['figures'] };
}

function summaryOf(values: readonly (number | null)[]): FigureSummary | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return {
    now: values.at(-1) ?? null,
    mean: known.reduce((sum, value) => sum + value, 0) / known.length,
    min: Math.min(...known),
    max: Math.max(...known),
  };
}
