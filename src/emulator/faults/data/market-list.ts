import { dialectOf } from '../dialect.js';
import type { EmulatedAnswer, EmulatedRequest } from '../../types.js';

/** One market as listed by the exchange. */
export interface ListedMarket {
  /** The exchange's own name of it. */
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

type Fields = Record<string, unknown>;

/** The relevant part of a body. */
interface Body {
  readonly symbols?: Fields[];
  readonly result?: { readonly list?: Fields[] } & Record<string, unknown>;
}

interface Layout {
  /**
   * Fields that name the market, its base currency and its state; the state of a market that is not trading.
   */
  readonly names: readonly string[];
  readonly base: string;
  readonly suspended: Readonly<Record<string, string>>;
  /** null if the body contains no list, but an error. */
  list(body: Body): ListedMarket[] | null;
  /** The body with these markets instead. */
  replace(body: Body, markets: readonly ListedMarket[]): unknown;
}

const bySymbol = (rows: readonly Fields[] | undefined): ListedMarket[] | null =>
  rows?.map((fields) => ({ id: String(fields.symbol), fields })) ?? null;

const fieldsOf = (markets: readonly ListedMarket[]) => markets.map(({ fields }) => fields);

const LAYOUTS: Readonly<Record<ReturnType<typeof dialectOf>, Layout>> = {
  binance: {
    names: ['symbol', 'pair'],
    base: 'baseAsset',
    suspended: { status: 'BREAK', contractStatus: 'BREAK' },
    list: (body) => bySymbol(body.symbols),
    replace: (body, markets) => ({ ...body, symbols: fieldsOf(markets) }),
  },
  bybit: {
    names: ['symbol'],
    base: 'baseCoin',
    suspended: { status: 'Closed' },
    list: (body) => bySymbol(body.result?.list),
    replace: (body, markets) => ({ ...body, result: { ...body.result, list: fieldsOf(markets) } }),
  },
  kraken: {
    names: ['altname'],
    base: 'base',
    suspended: { status: 'cancel_only' },
    list: (body) =>
      body.result === undefined
        ? null
        : Object.entries(body.result).map(([id, fields]) => ({ id, fields: fields as Fields })),
    replace: (body, markets) => ({
      ...body,
      result: Object.fromEntries(markets.map(({ id, fields }) => [id, fields])),
    }),
  },
};

/** The answer with its market list edited; an answer without one is unchanged. */
export function editMarkets(
  answer: EmulatedAnswer,
  request: EmulatedRequest,
  edit: (markets: ListedMarket[], layout: Layout) => readonly ListedMarket[],
): EmulatedAnswer {
  const layout = LAYOUTS[dialectOf(request)];
  const body = answer.body as Body;
  const markets = layout.list(body);
  return markets === null ? answer : { ...answer, body: layout.replace(body, edit(markets, layout)) };
}
