import { formatPair } from './format.js';
import type { Verdict } from './filter.js';

interface Measured {
  /** Subject of the sentence: `Spread`. */
  readonly subject: string;
  readonly value: number | null;
  /** Printed after both numbers, including any space: ` bps`, `×`. */
  readonly unit: string;
  /** Why the value is null. */
  readonly missing?: string | undefined;
}

function sentence(of: Measured, value: number, relation: string, limit: number): string {
  const [valueText, limitText] = formatPair(value, limit);
  return `${of.subject} of ${valueText}${of.unit} is ${relation} of ${limitText}${of.unit}.`;
}

/** The verdict if there is nothing to compare. */
export function noData(subject: string, threshold: number | string | null, why: string | undefined): Verdict {
  const reason = `${subject} is not known${why === undefined ? '' : `: ${why}`}`;
  return {
    passed: null,
    value: null,
    threshold,
    margin: null,
    reason: reason.endsWith('.') ? reason : `${reason}.`,
  };
}

/** Passes if value ≥ min. */
export function atLeast(min: number, of: Measured): Verdict {
  const { value } = of;
  if (value === null) return noData(of.subject, min, of.missing);
  const passed = value >= min;
  const relation = passed ? 'at least the minimum' : 'below the minimum';
  return { passed, value, threshold: min, margin: value - min, reason: sentence(of, value, relation, min) };
}

/** Passes if value ≤ max. */
function atMost(max: number, of: Measured): Verdict {
  const { value } = of;
  if (value === null) return noData(of.subject, max, of.missing);
  const passed = value <= max;
  const relation = passed ? 'at most the maximum' : 'above the maximum';
  return { passed, value, threshold: max, margin: max - value, reason: sentence(of, value, relation, max) };
}

/** Passes if min ≤ value ≤ max; a side that is left out does not limit. */
export function within(min: number | undefined, max: number | undefined, of: Measured): Verdict {
  if (min === undefined || max === undefined) {
    if (min !== undefined) return atLeast(min, of);
    if (max !== undefined) return atMost(max, of);
    return {
      passed: true,
      value: of.value,
      threshold: null,
      margin: null,
      reason: `${of.subject} is not limited.`,
    };
  }
  const threshold = `${min}…${max}`;
  if (of.value === null) return noData(of.subject, threshold, of.missing);
  const nearer = of.value - min < max - of.value ? atLeast(min, of) : atMost(max, of);
  return { ...nearer, threshold };
}

/** Passes if the market's rank (1 = first) is among the first `top`. */
export function amongTop(top: number, subject: string, rank: number | null, missing?: string): Verdict {
  if (rank === null) return noData(subject, top, missing);
  const passed = rank <= top;
  const reason = `${subject} is ${rank}, ${passed ? 'within' : 'outside'} the top ${top}.`;
  return { passed, value: rank, threshold: top, margin: top - rank, reason };
}

/**
 * Several checks of one filter: the first that rejects decides, then the first without data; if all pass, the
 * first one's numbers with every reason.
 */
export function allOf(checks: readonly Verdict[]): Verdict {
  const [first] = checks;
  if (first === undefined) {
    return { passed: true, value: null, threshold: null, margin: null, reason: 'Nothing is limited.' };
  }
  if (checks.length === 1) return first;
  const deciding =
    checks.find((check) => check.passed === false) ?? checks.find((check) => check.passed === null);
  return deciding ?? { ...first, reason: checks.map((check) => check.reason).join(' ') };
}
