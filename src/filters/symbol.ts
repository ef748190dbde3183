import { matchesSymbol } from './symbol-pattern.js';
import type { Filter, Verdict } from './filter.js';

export interface SymbolLimits {
  /** Only markets named by one of these; empty or absent = every market. */
  readonly allow?: readonly string[];
  /** Never markets named by one of these; overrides `allow`. */
  readonly block?: readonly string[];
}

const list = (description: string) => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  description,
});

export const symbol: Filter<SymbolLimits> = {
  name: 'symbol',
  unit: null,
  liveOnly: false,
  description: 'Only, or never, markets with these symbols; any spelling, `*` stands for any characters.',
  limits: {
    allow: list(
      'Only these markets; empty = every market. BTCUSDT, BTC/USDT and BTC/USDT:USDT name the same.',
    ),
    block: list('Never these markets; stronger than allow.'),
  },
  required: [],

  checks: (limits) => [
    {
      judge: ({ market: { symbol: value } }) => judgeSymbol(value, limits),
      compares: {
        kind: 'market',
        passes: ({ symbol: value }) => judgeSymbol(value, limits).passed === true,
      },
    },
  ],
};

function judgeSymbol(value: string, { allow = [], block = [] }: SymbolLimits): Verdict {
  const blockedBy = block.find((entry) => matchesSymbol(entry, value));
  if (blockedBy !== undefined) {
    const reason = `${value} is blocked by "${blockedBy}".`;
    return { passed: false, value, threshold: `not ${blockedBy}`, margin: null, reason };
  }
  if (allow.length === 0) {
    return { passed: true, value, threshold: null, margin: null, reason: `${value} is not blocked.` };
  }
  const allowedBy = allow.find((entry) => matchesSymbol(entry, value));
  const reason =
    allowedBy === undefined
      ? `${value} is not among the ${allow.length} symbols allowed.`
      : `${value} is allowed by "${allowedBy}".`;
  return { passed: allowedBy !== undefined, value, threshold: allow.join(', '), margin: null, reason };
}
