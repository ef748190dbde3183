import { figureText } from '../figure-text.js';
import { type FigureName, figureOf } from '../figures.js';
import type { Sample } from '../sample.js';

export type SettingValue = number | string;

/** The current value of an option; null if unknown, as for another process. */
export type CurrentValue = (option: string) => SettingValue | null;

/** One option and the value it should have. */
export interface Change {
  /** Flag of the command line: `--batch-size`. */
  readonly option: string;
  /** Null: unknown. */
  readonly from: SettingValue | null;
  readonly to: SettingValue;
}

export type RecommendationKind = 'MEMORY' | 'CPU' | 'NETWORK' | 'GARBAGE' | 'EVENT_LOOP';

export interface Recommendation {
  readonly kind: RecommendationKind;
  readonly priority: 'medium' | 'high';
  readonly figure: FigureName;
  readonly message: string;
  /** Null: every helpful option is at its minimum. */
  readonly change: Change | null;
}

/** How an option is lowered; null if it cannot be any more. Nothing here changes the result of a scan. */
interface Step {
  readonly option: string;
  readonly lower: (current: SettingValue | null) => SettingValue | null;
}

/** Half of it, rounded down; if unknown, a low value that is safe anywhere. */
const halve =
  (safe: number) =>
  (current: SettingValue | null): SettingValue | null => {
    if (typeof current !== 'number') return safe;
    return current > 1 ? Math.max(1, Math.floor(current / 2)) : null;
  };

const BATCH_SIZE: Step = { option: '--batch-size', lower: halve(10) };
const CONCURRENCY: Step = { option: '--concurrency', lower: halve(1) };
const WORKERS: Step = { option: '--workers', lower: halve(1) };
const CACHE_SIZE: Step = { option: '--cache-size', lower: (current) => (current === 'half' ? null : 'half') };

interface RecommendationRule {
  readonly kind: RecommendationKind;
  readonly figure: FigureName;
  /** Strictly above these. */
  readonly mediumAbove: number;
  readonly highAbove: number;
  /** The first one that can still be lowered is recommended. */
  readonly steps: readonly Step[];
}

/** Memory, CPU and network as in the original scanner; garbage collection and event loop are new. */
export const RECOMMENDATION_RULES: readonly RecommendationRule[] = [
  {
    kind: 'MEMORY',
    figure: 'memoryPercent',
    mediumAbove: 70,
    highAbove: 80,
    steps: [BATCH_SIZE, CONCURRENCY, CACHE_SIZE],
  },
  { kind: 'CPU', figure: 'cpuPercent', mediumAbove: 60, highAbove: 80, steps: [WORKERS] },
  { kind: 'NETWORK', figure: 'sockets', mediumAbove: 20, highAbove: 50, steps: [CONCURRENCY] },
  { kind: 'GARBAGE', figure: 'gcPercent', mediumAbove: 10, highAbove: 20, steps: [BATCH_SIZE, CACHE_SIZE] },
  { kind: 'EVENT_LOOP', figure: 'eventLoopDelayP99Ms', mediumAbove: 50, highAbove: 250, steps: [BATCH_SIZE] },
];

/** What to change now, judged by one sample. */
export function recommendationsOf({ figures }: Sample, currentValue: CurrentValue): Recommendation[] {
  return RECOMMENDATION_RULES.flatMap(({ kind, figure, mediumAbove, highAbove, steps }) => {
    const value = figures[figure];
    if (value === null || value <= mediumAbove) return [];
    const change = firstChange(steps, currentValue);
    const finding = `${figureOf(figure).label} at ${figureText(figure, value)}`;
    const message = `${changeText(change)}: ${finding}, above ${figureText(figure, mediumAbove)}`;
    return [{ kind, priority: value > highAbove ? 'high' : 'medium', figure, message, change }];
  });
}

function firstChange(steps: readonly Step[], currentValue: CurrentValue): Change | null {
  for (const { option, lower } of steps) {
    const from = currentValue(option);
    const to = lower(from);
    if (to !== null && to !== from) return { option, from, to };
  }
  return null;
}

function changeText(change: Change | null): string {
  if (change === null) return 'Nothing left to lower';
  const { option, from, to } = change;
  return from === null ? `Set ${option} ${to}` : `Set ${option} ${to} (now ${from})`;
}
