import { figureOf } from '../figures.js';
import { figureText } from '../figure-text.js';
import type { Sample } from '../sample.js';
import { exceeded, type Severity, type Thresholds } from './thresholds.js';
import { type AlertKind, WATCH_RULES, type WatchedFigure } from './watch-rules.js';

/** One figure that is too high at one moment. */
export interface Issue {
  readonly figure: WatchedFigure;
  readonly kind: AlertKind;
  readonly severity: Severity;
  readonly value: number;
  readonly threshold: number;
  /** `CPU at 83.2 %, above its limit of 80.0 %` */
  readonly message: string;
  readonly remedy: string;
}

/** Problems of a sample, each figure at most once, in the order of the rules. */
export function issuesOf({ figures }: Sample, thresholds: Thresholds): Issue[] {
  return WATCH_RULES.flatMap(({ figure, kind, remedy }) => {
    const value = figures[figure];
    const found = exceeded(value, thresholds.of(figure));
    if (value === null || found === null) return [];
    const { severity, threshold } = found;
    const { label } = figureOf(figure);
    const bound = severity === 'critical' ? 'its limit' : 'the warning level';
    const message = `${capitalised(label)} at ${figureText(figure, value)}, above ${bound} of ${figureText(figure, threshold)}`;
    return [{ figure, kind, severity, value, threshold, message, remedy }];
  });
}

function capitalised(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
