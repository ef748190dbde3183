import type { ScreenChunk } from './screen.js';

/** Cell of a market that is not a control at a moment: it is not judged, or the screen has picked it recently. */
export const NO_CELL = 255;
/** Cells per dimension. */
export const TERCILES = 3;

/** The columns by which markets are sorted into cells. */
export type CellColumns = Pick<ScreenChunk, 'stride' | 'usable' | 'turnover24h' | 'atrRatio'>;

/** Sorts the markets that may be judged at a moment into cells of turnover and volatility. */
export class MarketCells {
  readonly #turnover: Terciles;
  readonly #volatility: Terciles;

  constructor(marketCount: number) {
    this.#turnover = new Terciles(marketCount);
    this.#volatility = new Terciles(marketCount);
  }

  /** Cell of every market: turnover tercile · 3 + volatility tercile, or NO_CELL. A new array each time. */
  at({ usable, turnover24h, atrRatio, stride }: CellColumns, row: number): Uint8Array {
    const isJudged = (market: number): boolean => {
      const at = market * stride + row;
      return usable[at] === 1 && !Number.isNaN(turnover24h[at]) && !Number.isNaN(atrRatio[at]);
    };
    const byTurnover = this.#turnover.of((market) => turnover24h[market * stride + row], isJudged);
    const byAtr = this.#volatility.of((market) => atrRatio[market * stride + row], isJudged);
    return byTurnover.map((tercile, market) =>
      tercile === NO_CELL ? NO_CELL : tercile * TERCILES + byAtr[market],
    );
  }
}

/** Sorts markets into terciles. */
class Terciles {
  readonly #order: number[] = [];
  readonly #values: Float64Array;
  readonly #result: Uint8Array;

  constructor(marketCount: number) {
    this.#values = new Float64Array(marketCount);
    this.#result = new Uint8Array(marketCount);
  }

  /** Tercile of each market, 0 = lowest, ties in market order; NO_CELL if it is not judged. */
  of(value: (market: number) => number, isJudged: (market: number) => boolean): Uint8Array {
    const order = this.#order;
    const values = this.#values;
    order.length = 0;
    for (let market = 0; market < this.#result.length; market++) {
      if (!isJudged(market)) continue;
      values[market] = value(market);
      order.push(market);
    }
    order.sort((a, b) => values[a] - values[b] || a - b);
    this.#result.fill(NO_CELL);
    for (let rank = 0; rank < order.length; rank++) {
      this.#result[order[rank]] = Math.floor((rank * TERCILES) / order.length);
    }
    return this.#result;
  }
}
