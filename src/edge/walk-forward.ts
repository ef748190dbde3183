import type { ExcessDates } from './family-dates.js';
import type { SampleFigures, Stretch } from './sample-figure.js';
import { meanWithin, within } from './sample-figure.js';
import type { Calendar } from './calendar.js';
import type { SampleFigure, WalkStep } from './tune-report.js';

/** The best candidate of a stretch. */
export interface Choice {
  readonly candidate: number;
  readonly figure: SampleFigure;
  /** All of its dates. */
  readonly dates: ExcessDates;
}

/** A part of the calendar in which the best candidate of the time before is judged. */
interface Fold {
  readonly before: Stretch;
  readonly part: Stretch;
  choice: Choice | null;
}

/** Chooses the candidate with the largest t in the time before each part but the first; ties go to the earlier one. */
export class WalkForward {
  /** Number of candidates without enough dates in the whole calendar to be chosen. */
  tooRare = 0;
  /** The best candidate over the whole calendar. */
  best: Choice | null = null;
  readonly #whole: Stretch;
  readonly #folds: readonly Fold[];
  readonly #judged: Stretch;

  constructor(
    { firstBar, dates }: Calendar,
    folds: number,
    private readonly figures: SampleFigures,
  ) {
    const { horizonBars } = figures;
    const embargo = Math.max(horizonBars, Math.floor(dates / 100));
    const edges = Array.from({ length: folds + 1 }, (_, i) => firstBar + Math.floor((dates * i) / folds));
    this.#whole = { from: firstBar, to: firstBar + dates };
    this.#judged = { from: edges[1], to: firstBar + dates };
    this.#folds = edges.slice(1, -1).map((start, i) => ({
      // Positions opened in the last bars before the part are still held when it starts.
      before: { from: firstBar, to: Math.max(firstBar, start - horizonBars) },
      part: { from: start + embargo, to: Math.max(start + embargo, edges[i + 2]) },
      choice: null,
    }));
  }

  add(candidate: number, dates: ExcessDates): void {
    const whole = this.figures.of(dates, this.#whole);
    if (whole === null) this.tooRare++;
    this.best = better(this.best, candidate, dates, whole);
    for (const fold of this.#folds) {
      fold.choice = better(fold.choice, candidate, dates, this.figures.of(dates, fold.before));
    }
  }

  /** @param values  each candidate's numbers */
  steps(values: readonly Readonly<Record<string, number>>[]): WalkStep[] {
    return this.#folds.flatMap(({ part, choice }) =>
      choice === null
        ? []
        : [
            {
              fromBar: part.from,
              toBar: part.to,
              values: values[choice.candidate],
              inSample: choice.figure.excess,
              outOfSample: meanWithin(choice.dates, part),
            },
          ],
    );
  }

  /** The excess of all choices in the parts after them; null if there are too few dates. */
  outOfSample(): SampleFigure | null {
    const parts = this.#folds.flatMap(({ part, choice }) =>
      choice === null ? [] : [within(choice.dates, part)],
    );
    const joined = {
      bars: Int32Array.from(parts.flatMap(({ bars }) => [...bars])),
      values: Float64Array.from(parts.flatMap(({ values }) => [...values])),
    };
    return this.figures.of(joined, this.#judged);
  }
}

function better(
  best: Choice | null,
  candidate: number,
  dates: ExcessDates,
  figure: SampleFigure | null,
): Choice | null {
  if (figure === null || (best !== null && tOf(figure) <= tOf(best.figure))) return best;
  return { candidate, figure, dates };
}

function tOf({ excess, standardError }: SampleFigure): number {
  return excess / standardError;
}
