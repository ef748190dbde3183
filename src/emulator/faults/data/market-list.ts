import { dialectOf } from '../dialect.js';
import type { EmulatedAnswer, EmulatedRequest } from '../../types.js';

/** One market as the exchange lists it. */
export interface ListedMarket {
  /** The exchange's own name of it. */
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

interface Layout {
  /** Fields that name the market, its base currency and its state; the state of a market that does not trade. */
  readonly names: readonly string[];
  readonly base: string;
  readonly suspended: Readonly<Record<string, string>>;
  list(body: unknown): ListedMarket[];
  /** The body with these markets instead. */
  replace(body: unknown, markets: readonly ListedMarket[]): unknown;
}

type Fields = Record<string, unknown>;

const bySymbol = (rows: readonly Fields[]): ListedMarket[] =>
  rows.map((fields) => ({ id: String(fields.symbol), fields }));

const fieldsOf = (markets: readonly ListedMarket[]) => markets.map(({ fields }) => fields);

const LAYOUTS: Readonly<Record<ReturnType<typeof dialectOf>, Layout>> = {
  binance: {
    names: ['symbol', 'pair'],
    base: 'baseAsset',
    suspended: { status: 'BREAK', contractStatus: 'BREAK' },
    list: (body) => bySymbol((body as { symbols: Fields[] }).symbols),
    replace: (body, markets) => ({ ...(body as object), symbols: fieldsOf(markets) }),
  },
  bybit: {
    names: ['symbol'],
    base: 'baseCoin',
    suspended: { status: 'Closed' },
    list: (body) => bySymbol((body as { result: { list: Fields[] } }).result.list),
    replace: (body, markets) => {
      const envelope = body as { result: object };
      return { ...envelope, result: { ...envelope.result, list: fieldsOf(markets) } };
    },
  },
  kraken: {
    names: ['altname'],
    base: 'base',
    suspended: { status: 'cancel_only' },
    list: (body) =>
      Object.entries((body as { result: Record<string, Fields> }).result).map(([id, fields]) => ({
        id,
        fields,
      })),
    replace: (body, markets) => ({
      ...(body as object),
      result: Object.fromEntries(markets.map(({ id, fields }) => [id, fields])),
    }),
  },
};

/** The answer with its list of markets edited; an answer that holds none stays as it is. */
export function editMarkets(
  answer: EmulatedAnswer,
  request: EmulatedRequest,
  edit: (markets: ListedMarket[], layout: Layout) => readonly ListedMarket[],
): EmulatedAnswer {
  const layout = LAYOUTS[dialectOf(request)];
  return { ...answer, body: layout.replace(answer.body, edit(layout.list(answer.body), layout)) };
}
