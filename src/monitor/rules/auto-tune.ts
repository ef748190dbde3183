import type { Sample } from '../sample.js';
import {
  type Change,
  type CurrentValue,
  RECOMMENDATION_RULES,
  type Recommendation,
  type RecommendationKind,
  type SettingValue,
} from './recommendations.js';

/** A setting that can be changed while Squall runs. */
export interface Tunable {
  /** Flag of the command line: `--batch-size`. */
  readonly option: string;
  get(): SettingValue;
  /** Takes effect from the next batch or scan on. */
  set(value: SettingValue): void;
}

/** An adjustment, for the log. */
export interface TuneEvent extends Change {
  /** `kept`: the option was changed elsewhere meanwhile, so it is left alone. */
  readonly action: 'applied' | 'taken back' | 'kept';
  readonly kind: RecommendationKind;
  readonly reason: string;
}

interface Applied {
  readonly kind: RecommendationKind;
  readonly option: string;
  readonly to: SettingValue;
  /** The value to restore. */
  from: SettingValue;
}

/** How long a change may take to show its effect, and how long all must be well before it is reverted. */
export const HOLD_MS = 60_000;
/** How far a figure must fall below the level that triggered a change. */
const CALM_SHARE = 0.9;

/** Applies recommendations, one of a kind at a time, and reverts them when their reason is gone. */
export class AutoTuner {
  readonly #tunables: ReadonlyMap<string, Tunable>;
  /** In the order in which they were applied. */
  #applied: Applied[] = [];
  readonly #changedMs = new Map<RecommendationKind, number>();
  readonly #calmSinceMs = new Map<RecommendationKind, number>();

  constructor(tunables: readonly Tunable[]) {
    this.#tunables = new Map(tunables.map((tunable) => [tunable.option, tunable]));
  }

  readonly currentValue: CurrentValue = (option) => this.#tunables.get(option)?.get() ?? null;

  /** Current changes. */
  get applied(): readonly (Change & { readonly kind: RecommendationKind })[] {
    return this.#applied.map(({ kind, option, from, to }) => ({ kind, option, from, to }));
  }

  /** @param nowMs  monotonic */
  next(recommendations: readonly Recommendation[], sample: Sample, nowMs: number): TuneEvent[] {
    const applied = recommendations.flatMap((recommendation) => this.#apply(recommendation, nowMs));
    return [...applied, ...this.#takeBackCalm(sample, nowMs)];
  }

  /** Reverts everything, as at the end. */
  reset(): TuneEvent[] {
    return [...this.#applied].reverse().map((change) => this.#takeBack(change, 'Tuning has ended'));
  }

  #apply({ kind, change, message }: Recommendation, nowMs: number): TuneEvent[] {
    const lastMs = this.#changedMs.get(kind);
    const tunable = change === null ? undefined : this.#tunables.get(change.option);
    if (change === null || tunable === undefined) return [];
    if (lastMs !== undefined && nowMs - lastMs < HOLD_MS) return [];
    const { option, to } = change;
    // Another recommendation of the same sample may have lowered it already.
    const from = tunable.get();
    if (from !== change.from) return [];
    tunable.set(to);
    this.#applied.push({ kind, option, from, to });
    this.#changedMs.set(kind, nowMs);
    return [{ action: 'applied', kind, option, from, to, reason: message }];
  }

  #takeBackCalm(sample: Sample, nowMs: number): TuneEvent[] {
    return RECOMMENDATION_RULES.flatMap(({ kind, figure, mediumAbove }) => {
      const value = sample.figures[figure];
      const change = this.#applied.findLast((applied) => applied.kind === kind);
      // An unknown figure is no reason to believe that all is well.
      if (change === undefined || value === null || value > CALM_SHARE * mediumAbove) {
        this.#calmSinceMs.delete(kind);
        return [];
      }
      const sinceMs = this.#calmSinceMs.get(kind) ?? nowMs;
      this.#calmSinceMs.set(kind, sinceMs);
      if (nowMs - sinceMs < HOLD_MS) return [];
      // The next one has to wait as long again.
      this.#calmSinceMs.set(kind, nowMs);
      return [this.#takeBack(change, 'Its reason is gone')];
    });
  }

  #takeBack(change: Applied, reason: string): TuneEvent {
    const { kind, option, from, to } = change;
    const index = this.#applied.indexOf(change);
    const later = this.#applied.slice(index + 1).find((other) => other.option === option);
    this.#applied.splice(index, 1);
    const event = { kind, option, from: to, to: from, reason };
    if (later !== undefined) {
      // Lowered further for another reason: that change restores the original value.
      later.from = from;
      return { ...event, action: 'kept', reason: `${reason}, but ${later.kind} still needs it` };
    }
    const tunable = this.#tunables.get(option)!;
    if (tunable.get() !== to) {
      return {
        ...event,
        action: 'kept',
        reason: `${reason}, but it has been set to ${tunable.get()}`,
      };
    }
    tunable.set(from);
    return { ...event, action: 'taken back' };
  }
}
