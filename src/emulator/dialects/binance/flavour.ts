import type { LimitRule } from '../../referee.js';
import type { ListedMarket, TickerFigures, TradedType, World } from '../../world.js';
import type { Query } from '../dialect.js';

/** Endpoint weights by query, as listed in Binance's API documentation. */
export interface BinanceWeights {
  readonly time: number;
  readonly markets: number;
  readonly tickers: (query: Query) => number;
  readonly bookTickers: (query: Query) => number;
  readonly klines: (limit: number) => number;
  readonly depth: (limit: number) => number;
}

/** Differences between Binance's spot and USD-M exchanges. */
export interface BinanceFlavour {
  readonly id: 'binance' | 'binanceusdm';
  readonly type: TradedType;
  /** `/api/v3` */
  readonly prefix: string;
  readonly limits: readonly LimitRule[];
  readonly weights: BinanceWeights;
  readonly klines: {
    readonly defaultLimit: number;
    readonly maxLimit: number;
    readonly refusesMore: boolean;
  };
  /** Accepted depth limits; null = any up to `maxDepth`. */
  readonly depthLimits: readonly number[] | null;
  readonly maxDepth: number;
  readonly defaultDepth: number;
  /** Decimals that numbers are padded to. */
  readonly minDecimals: number;
  exchangeInfo(world: World): unknown;
  readonly ticker: (market: ListedMarket, figures: TickerFigures, nowMs: number) => Record<string, unknown>;
  readonly bookTicker: (
    market: ListedMarket,
    figures: TickerFigures,
    nowMs: number,
  ) => Record<string, unknown>;
  /** What precedes bids and asks. */
  depthHead(updateId: number, nowMs: number): Record<string, unknown>;
}
