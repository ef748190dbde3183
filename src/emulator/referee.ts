/** One budget of an exchange: weight in windows aligned to its clock, or a counter that runs down. */
export type LimitRule =
  | { readonly name: string; readonly kind: 'window'; readonly limit: number; readonly windowMs: number }
  | { readonly name: string; readonly kind: 'counter'; readonly limit: number; readonly perSecond: number };

/** A request's cost on one budget. */
export interface Cost {
  readonly rule: string;
  readonly weight: number;
}

/** on = rejects and bans; relaxed = counts and reports, rejects nothing; off = does not count. */
export type RefereeMode = 'on' | 'relaxed' | 'off';

export type Verdict =
  | { readonly kind: 'pass' }
  /** Over the limit: nothing more before `untilMs`. */
  | { readonly kind: 'limited'; readonly rule: LimitRule; readonly untilMs: number }
  | { readonly kind: 'banned'; readonly untilMs: number };

export interface Referee {
  mode: RefereeMode;
  judge(costs: readonly Cost[], nowMs: number): Verdict;
  /** Weight used of each budget, including this request. */
  usage(nowMs: number): ReadonlyMap<string, number>;
}

/** Requests after a rejection that may have been in flight when it was sent; one more is ignoring it. */
const FORGIVEN = 10;
const FIRST_BAN_MS = 120_000;
const LONGEST_BAN_MS = 3 * 86_400_000;

interface Budget {
  readonly rule: LimitRule;
  used: number;
  /** Start of the window, or when the counter was last updated. */
  sinceMs: number;
}

/** One client: everything comes from this machine. Bans last 2, 4, 8 minutes and so on, up to three days. */
export function createReferee(rules: readonly LimitRule[], mode: RefereeMode): Referee {
  const budgets = new Map<string, Budget>(rules.map((rule) => [rule.name, { rule, used: 0, sinceMs: 0 }]));
  let limitedUntilMs = -Infinity;
  let forgiven = 0;
  let bannedUntilMs = -Infinity;
  let nextBanMs = FIRST_BAN_MS;
  const referee: Referee = {
    mode,
    judge(costs, nowMs) {
      if (referee.mode === 'off') return { kind: 'pass' };
      if (referee.mode === 'on' && nowMs < bannedUntilMs) return { kind: 'banned', untilMs: bannedUntilMs };
      let over: Budget | null = null;
      for (const { rule, weight } of costs) {
        const budget = budgets.get(rule);
        if (budget === undefined) throw new RangeError(`Expected a budget of this exchange, got ${rule}`);
        bringUpToDate(budget, nowMs);
        budget.used += weight;
        if (budget.used > budget.rule.limit) over = budget;
      }
      if (over === null || referee.mode === 'relaxed') return { kind: 'pass' };
      if (nowMs >= limitedUntilMs) forgiven = 0;
      else if (++forgiven > FORGIVEN) {
        bannedUntilMs = nowMs + nextBanMs;
        nextBanMs = Math.min(LONGEST_BAN_MS, 2 * nextBanMs);
        forgiven = 0;
        return { kind: 'banned', untilMs: bannedUntilMs };
      }
      limitedUntilMs = freeAgainMs(over, nowMs);
      return { kind: 'limited', rule: over.rule, untilMs: limitedUntilMs };
    },
    usage(nowMs) {
      for (const budget of budgets.values()) bringUpToDate(budget, nowMs);
      return new Map([...budgets].map(([name, { used }]) => [name, used]));
    },
  };
  return referee;
}

function bringUpToDate(budget: Budget, nowMs: number): void {
  const { rule } = budget;
  if (rule.kind === 'window') {
    const sinceMs = Math.floor(nowMs / rule.windowMs) * rule.windowMs;
    if (sinceMs !== budget.sinceMs) budget.used = 0;
    budget.sinceMs = sinceMs;
    return;
  }
  budget.used = Math.max(0, budget.used - (rule.perSecond * (nowMs - budget.sinceMs)) / 1000);
  budget.sinceMs = nowMs;
}

function freeAgainMs({ rule, used, sinceMs }: Budget, nowMs: number): number {
  return rule.kind === 'window'
    ? sinceMs + rule.windowMs
    : nowMs + Math.ceil((1000 * (used - rule.limit + 1)) / rule.perSecond);
}
