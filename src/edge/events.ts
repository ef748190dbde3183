import type { HistorySource } from '../history/scan-history.js';
import { MarketCells, NO_CELL } from './market-cells.js';
import type { Screen, ScreenChunk } from './screen.js';

/** A moment at which an episode starts in at least one market. */
export interface EventDate {
  /** Row of the deciding bar in the source's grid. */
  readonly bar: number;
  /** Markets in which an episode starts, ascending, with their scores (NaN = none). */
  readonly markets: readonly number[];
  readonly scores: readonly number[];
  /** Cell of every market: turnover tercile · 3 + volatility tercile, or NO_CELL. */
  readonly cells: Uint8Array;
  /** ATR divided by price, of every market; NaN = unknown. */
  readonly atrRatios: Float32Array;
  /** Cells of `markets`, in the same order. */
  readonly eventCells: readonly number[];
}

/** A run of bars in which a market passed, as `squall history` lists them. */
export interface Episode {
  readonly market: number;
  /** First and last bar at which it passed. */
  readonly firstBar: number;
  lastBar: number;
  /** Number of bars at which it passed. */
  passedBars: number;
  /** Score at the first bar; NaN = none. */
  readonly score: number;
}

export interface ScreenEvents {
  readonly dates: readonly EventDate[];
  readonly episodes: readonly Episode[];
  /** Number of passing bars over all markets. */
  readonly passedBars: number;
  /** First row at which any market may be judged; null if there is none. */
  readonly firstJudgedBar: number | null;
}

/**
 * Finds the starts of episodes, at which a market passes that has not passed in the previous `quietBars` bars, and
 * their possible controls: markets that may be judged and have not passed for as long, in terciles of turnover and
 * volatility known at that moment. Later bars are not used.
 * @param quietBars  0 = every passing bar is an event
 */
export async function findEvents(
  screen: Screen,
  source: HistorySource,
  quietBars: number,
): Promise<ScreenEvents> {
  const finder = new EventFinder(source.markets.length, quietBars);
  for await (const chunk of screen.chunks(source)) finder.add(chunk);
  return finder.found();
}

class EventFinder {
  readonly #dates: EventDate[] = [];
  readonly #episodes: Episode[] = [];
  readonly #current: (Episode | null)[];
  readonly #cells: MarketCells;
  #passedBars = 0;
  #firstJudgedBar: number | null = null;

  constructor(
    readonly marketCount: number,
    readonly quietBars: number,
  ) {
    this.#current = new Array<Episode | null>(marketCount).fill(null);
    this.#cells = new MarketCells(marketCount);
  }

  add(chunk: ScreenChunk): void {
    for (let row = Math.max(0, -chunk.firstBar); row < chunk.barCount; row++) {
      this.#firstJudgedBar ??= isAnyUsable(chunk, row, this.marketCount) ? chunk.firstBar + row : null;
      const beginning = this.#pass(chunk, row);
      if (beginning.length > 0) this.#dates.push(this.#dateOf(chunk, row, beginning));
    }
  }

  found(): ScreenEvents {
    return {
      dates: this.#dates,
      episodes: this.#episodes,
      passedBars: this.#passedBars,
      firstJudgedBar: this.#firstJudgedBar,
    };
  }

  /** Adds the markets that pass at a row; returns the episodes that start there. */
  #pass({ passed, score, stride, firstBar }: ScreenChunk, row: number): Episode[] {
    const bar = firstBar + row;
    const beginning: Episode[] = [];
    for (let market = 0; market < this.marketCount; market++) {
      const at = market * stride + row;
      if (passed[at] !== 1) continue;
      this.#passedBars++;
      const current = this.#current[market];
      if (current !== null && bar - current.lastBar <= this.quietBars) {
        current.lastBar = bar;
        current.passedBars++;
        continue;
      }
      const episode = { market, firstBar: bar, lastBar: bar, passedBars: 1, score: score[at] };
      this.#current[market] = episode;
      this.#episodes.push(episode);
      beginning.push(episode);
    }
    return beginning;
  }

  #dateOf(chunk: ScreenChunk, row: number, beginning: readonly Episode[]): EventDate {
    const bar = chunk.firstBar + row;
    const cells = this.#cells.at(chunk, row);
    const markets = beginning.map(({ market }) => market);
    const eventCells = markets.map((market) => cells[market]);
    for (let market = 0; market < this.marketCount; market++) {
      const current = this.#current[market];
      if (current !== null && bar - current.lastBar <= this.quietBars) cells[market] = NO_CELL;
    }
    const atrRatios = Float32Array.from(cells, (_, market) => chunk.atrRatio[market * chunk.stride + row]);
    return { bar, markets, scores: beginning.map(({ score }) => score), cells, atrRatios, eventCells };
  }
}

/** Whether any market may be judged at a row. */
export function isAnyUsable(
  { usable, stride }: Pick<ScreenChunk, 'usable' | 'stride'>,
  row: number,
  marketCount: number,
): boolean {
  for (let market = 0; market < marketCount; market++) if (usable[market * stride + row] === 1) return true;
  return false;
}
