import { suggestion } from '../../util/did-you-mean.js';
import { SquallError } from '../../util/squall-error.js';
import { figureOf } from '../figures.js';
import { WATCH_RULES, type WatchedFigure } from './watch-rules.js';

export type Severity = 'warning' | 'critical';

/** Current thresholds of a figure; null = none. */
export interface FigureThresholds {
  readonly warning: number | null;
  readonly limit: number | null;
}

/** A threshold that was exceeded. */
export interface Exceeded {
  readonly severity: Severity;
  readonly threshold: number;
}

/**
 * The current thresholds. Each has a name: that of its figure for the limit (`cpuPercent`), with the suffix
 * `Warning` for the warning level (`cpuPercentWarning`).
 */
export class Thresholds {
  readonly #values = new Map<string, number>(
    WATCH_RULES.flatMap(({ figure, warning, limit }) => [
      ...(limit === null ? [] : [[figure, limit] as const]),
      ...(warning === null ? [] : [[`${figure}Warning`, warning] as const]),
    ]),
  );

  /** All of them, by name. */
  get values(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#values);
  }

  of(figure: WatchedFigure): FigureThresholds {
    return {
      warning: this.#values.get(`${figure}Warning`) ?? null,
      limit: this.#values.get(figure) ?? null,
    };
  }

  /** @throws {SquallError} USAGE: an unknown name, or a value that the figure can never have. */
  set(name: string, value: number): void {
    if (!this.#values.has(name)) {
      const names = [...this.#values.keys()];
      const message = `Expected the name of a threshold (${names.join(', ')}), got ${JSON.stringify(name)}`;
      throw usage(`${message}${suggestion(name, names) || '.'}`);
    }
    const figure = name.replace(/Warning$/, '') as WatchedFigure;
    const isPercent = figureOf(figure).unit === 'percent';
    if (typeof value !== 'number' || !(value >= 0 && value <= (isPercent ? 100 : Number.MAX_VALUE))) {
      const range = isPercent ? 'from 0 to 100' : 'of 0 or more';
      throw usage(`Expected ${name} to be a number ${range}, got ${JSON.stringify(value) ?? 'nothing'}.`);
    }
    this.#values.set(name, value);
  }
}

const usage = (message: string): SquallError => new SquallError('USAGE', message);

/** The highest threshold that a value exceeds; the limit counts even if set below the warning level. */
export function exceeded(value: number | null, { warning, limit }: FigureThresholds): Exceeded | null {
  if (value === null) return null;
  if (limit !== null && value > limit) return { severity: 'critical', threshold: limit };
  if (warning !== null && value > warning) return { severity: 'warning', threshold: warning };
  return null;
}
