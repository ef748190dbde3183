import { describeExchange } from '../../src/feeds/exchange/description/describe-exchange.js';
import type { PlannedExchange } from '../../src/feeds/exchange/description/scan-requests.js';
import { plannedExchange } from '../../src/feeds/exchange/description/scan-requests.js';
import { COSTS } from '../../src/feeds/exchange/limits/costs/index.js';
import type { MarketType } from '../../src/feeds/exchange/limits/costs/index.js';
import type { Budget, CallKind } from '../../src/feeds/exchange/limits/costs/costs.js';
import { requestCost } from '../../src/feeds/exchange/limits/costs/request-cost.js';
import { planScan } from '../../src/feeds/exchange/limits/plan.js';

const rows = await Promise.all(
  Object.entries(COSTS).flatMap(([id, byType]) =>
    Object.keys(byType).map(async (type) => {
      const exchange = plannedExchange(await describeExchange(id, type as MarketType));
      return { id, type, exchange };
    }),
  ),
);

const numberText = (value: number): string => String(Number(value.toFixed(2)));

const table = (header: readonly string[], body: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Budgets that the calls of a scan count against. */
function usedBudgets({ costs, requests }: PlannedExchange): Budget[] {
  const used = Object.values(requests)
    .flat()
    .map((call) => requestCost(costs, call).budget);
  return [...new Set(used)];
}

const COUNTED = {
  aligned: 'calendar window',
  sliding: 'any such stretch',
  pace: 'pace only',
} as const;

/** Budgets with the same figures share a row. */
function budgetTable(): string {
  const grouped = new Map<string, { readonly ids: Set<string>; readonly cells: readonly string[] }>();
  for (const { exchange } of rows) {
    const { exchangeId } = exchange.costs;
    for (const { id, weight, windowMs, window, paceMs, source } of usedBudgets(exchange)) {
      const limit = window === 'pace' ? '–' : `${weight} in ${windowMs / 1000} s`;
      const cells = [limit, COUNTED[window], numberText(paceMs), source];
      const key = [exchangeId, ...cells].join();
      const row = grouped.get(key) ?? { ids: new Set<string>(), cells: [exchangeId, ...cells] };
      row.ids.add(`\`${id}\``);
      grouped.set(key, row);
    }
  }
  const body = [...grouped.values()].map(({ ids, cells: [exchangeId, ...cells] }) => [
    exchangeId,
    [...ids].join(', '),
    ...cells,
  ]);
  return table(['exchange', 'budget', 'weight', 'counted over', 'ms per weight', 'source'], body);
}

function callTable(): string {
  const body = rows.map(({ id, type, exchange }) => {
    const { maxBars } = exchange.candles.paging;
    const weightOf = (kind: CallKind, bars: number): string => {
      const plan = planScan({
        exchange,
        markets: 1,
        candidates: 1,
        bars,
        rttMs: 0,
      });
      const call = plan.calls.find((planned) => planned.kind === kind);
      return call && call.calls > 0 ? numberText(call.weight) : '–';
    };
    const plan = planScan({ exchange, markets: 400, bars: 499, rttMs: 100 });
    const candles = plan.calls.find(({ kind }) => kind === 'candles');
    return [
      id,
      type,
      weightOf('markets', 99),
      weightOf('tickers', 99),
      [99, 499, 500].map((bars) => weightOf('candles', bars)).join(' / '),
      maxBars === null ? '–' : String(maxBars),
      weightOf('orderBook', 99),
      weightOf('openInterest', 99),
      `${Math.round(candles?.seconds ?? 0)} s`,
    ];
  });
  return table(
    [
      'exchange',
      'type',
      'market list',
      'tickers',
      'candles, 99 / 499 / 500 bars',
      'most bars per call',
      'order book',
      'open interest',
      'candles of 400 markets, 499 bars',
    ],
    body,
  );
}

/** The tables of docs/rate-limits.md, by the name in their marker. */
export const RATE_LIMIT_TABLES = { budgets: budgetTable, calls: callTable } as const;

const BLOCK = /(<!-- table: (\w+) -->)[\s\S]*?(<!-- end -->)/g;

/** The document with its tables regenerated. */
export function withTables(text: string): string {
  return text.replace(
    BLOCK,
    (_whole, start: string, name: string, end: string) =>
      `${start}\n\n${RATE_LIMIT_TABLES[name as keyof typeof RATE_LIMIT_TABLES]()}\n\n${end}`,
  );
}
