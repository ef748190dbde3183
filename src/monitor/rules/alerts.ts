import type { FigureName } from '../figures.js';
import { Ring } from '../ring.js';
import type { Issue } from './issues.js';
import type { Severity } from './thresholds.js';

export interface Alert {
  /** UTC ms. */
  readonly atMs: number;
  readonly kind: Issue['kind'];
  readonly severity: Severity;
  readonly message: string;
  readonly figures: { readonly figure: FigureName; readonly value: number; readonly threshold: number };
  readonly remedy: string;
}

/** Turns issues into alerts: at most one of a kind per cooldown, unless it has become worse. */
export class Alerts {
  readonly #ring: Ring<Alert>;
  readonly #last = new Map<string, { readonly atMs: number; readonly severity: Severity }>();
  readonly #totals = new Map<string, number>();

  constructor(
    limit: number,
    readonly cooldownMs: number,
  ) {
    this.#ring = new Ring(limit);
  }

  /** @param nowMs  monotonic  @param atMs  UTC  @returns the alerts that are new, frozen. */
  record(issues: readonly Issue[], nowMs: number, atMs: number): Alert[] {
    const due = issues.filter((issue) => this.#isDue(issue, nowMs));
    return due.map(({ figure, kind, severity, value, threshold, message, remedy }) => {
      const figures = Object.freeze({ figure, value, threshold });
      const alert: Alert = Object.freeze({ atMs, kind, severity, message, figures, remedy });
      this.#last.set(kind, { atMs: nowMs, severity });
      const key = `${kind} ${severity}`;
      this.#totals.set(key, (this.#totals.get(key) ?? 0) + 1);
      this.#ring.push(alert);
      return alert;
    });
  }

  #isDue({ kind, severity }: Issue, nowMs: number): boolean {
    const last = this.#last.get(kind);
    if (last === undefined || nowMs - last.atMs >= this.cooldownMs) return true;
    return severity === 'critical' && last.severity === 'warning';
  }

  /** The last ones, oldest first. */
  get recent(): readonly Alert[] {
    return this.#ring.values();
  }

  /** Total since the start, by kind and severity. */
  get totals(): readonly { readonly kind: string; readonly severity: string; readonly count: number }[] {
    return [...this.#totals].map(([key, count]) => {
      const [kind, severity] = key.split(' ');
      return { kind, severity, count };
    });
  }
}
