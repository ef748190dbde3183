import type { HistorySource } from '../history/scan-history.js';
import type { ControlMeans } from './controls.js';
import { ControlSums } from './controls.js';
import type { EventDate, ScreenEvents } from './events.js';
import type { PriceWindow } from './forward-prices.js';
import { priceWindows } from './forward-prices.js';
import { NO_CELL } from './market-cells.js';
import { pathBars, PricePath } from './price-path.js';
import type { Barrier, Outcome } from './outcome.js';
import { barrierOf, emptyOutcome, outcomesOf } from './outcome.js';

/** One event and its controls over one horizon. Fractions. */
export interface MatchedEvent {
  readonly bar: number;
  readonly market: number;
  readonly score: number;
  readonly own: Readonly<Outcome>;
  readonly controls: ControlMeans;
}

/** All events of one horizon. */
export interface MatchedHorizon {
  readonly horizonBars: number;
  /** In chronological, then market order. */
  readonly events: readonly MatchedEvent[];
  /** Events that are not compared because they have fewer than 5 controls. */
  readonly withoutControls: number;
  /** Events whose horizon ends after the history does. */
  readonly beyondEnd: number;
  /** Events whose market ends before the horizon does. */
  readonly endedEarly: number;
}

/** How often events and their controls reached each barrier first. */
export interface BarrierCounts {
  readonly events: Record<Barrier, number>;
  readonly controls: Record<Barrier, number>;
}

export interface MatchedEvents {
  /** In the order of the horizons. */
  readonly horizons: readonly MatchedHorizon[];
  /** Barriers of the primary horizon, at ± ATR · √h. */
  readonly barriers: BarrierCounts;
  /** From the primary horizon before the entry to the longest horizon after. */
  readonly path: PricePath;
}

/**
 * Compares the outcome of each event with the outcomes of similar markets at that moment.
 * @param horizons  bars, ascending
 * @param primary  the horizon whose barriers are counted
 */
export async function matchEvents(
  { dates }: ScreenEvents,
  source: HistorySource,
  horizons: readonly number[],
  primary: number,
): Promise<MatchedEvents> {
  const matcher = new Matcher(source, horizons, primary);
  let next = 0;
  // Outcomes include buying a bar late, so the window extends one bar beyond the longest horizon.
  for await (const window of priceWindows(source, horizons[horizons.length - 1] + 1, primary)) {
    for (; next < dates.length && dates[next].bar < window.endDate; next++) matcher.add(dates[next], window);
  }
  return matcher.matched();
}

interface HorizonCounts {
  readonly events: MatchedEvent[];
  withoutControls: number;
  beyondEnd: number;
  endedEarly: number;
}

class Matcher {
  readonly #counts: readonly HorizonCounts[];
  readonly #sums: readonly ControlSums[];
  readonly #outcomes: readonly Outcome[];
  readonly #barriers = { events: noneReached(), controls: noneReached() };
  readonly #path: PricePath;

  constructor(
    readonly source: HistorySource,
    readonly horizons: readonly number[],
    readonly primary: number,
  ) {
    this.#counts = horizons.map(() => ({ events: [], withoutControls: 0, beyondEnd: 0, endedEarly: 0 }));
    this.#sums = horizons.map(() => new ControlSums());
    this.#outcomes = horizons.map(emptyOutcome);
    this.#path = new PricePath(pathBars(primary, horizons[horizons.length - 1]), source.barCount);
  }

  add(date: EventDate, window: PriceWindow): void {
    const index = date.bar - window.firstBar;
    for (const sums of this.#sums) sums.clear();
    for (let market = 0; market < date.cells.length; market++) {
      if (date.cells[market] === NO_CELL) continue;
      if (!outcomesOf(window, market, index, this.horizons, this.#outcomes)) continue;
      this.#sums.forEach((sums, h) => sums.add(date.cells[market], this.#outcomes[h]));
    }
    this.#countBarriers(date, window, index);
    this.#path.add(date, window, index);
    date.markets.forEach((market, i) => this.#addEvent(date, i, market, window, index));
  }

  #addEvent(date: EventDate, i: number, market: number, window: PriceWindow, index: number): void {
    const hasNext = outcomesOf(window, market, index, this.horizons, this.#outcomes);
    this.horizons.forEach((horizonBars, h) => {
      const counts = this.#counts[h];
      if (!hasNext || date.bar + horizonBars >= this.source.barCount) {
        counts.beyondEnd++;
        return;
      }
      const controls = this.#sums[h].meansFor(date.eventCells[i]);
      if (controls === null) {
        counts.withoutControls++;
        return;
      }
      const own = { ...this.#outcomes[h] };
      if (own.endedEarly) counts.endedEarly++;
      counts.events.push({ bar: date.bar, market, score: date.scores[i], own, controls });
    });
  }

  #countBarriers({ bar, markets, cells, atrRatios }: EventDate, window: PriceWindow, index: number): void {
    if (bar + this.primary >= this.source.barCount) return;
    const count = (market: number, into: Record<Barrier, number>): void => {
      const width = atrRatios[market] * Math.sqrt(this.primary);
      if (!(width > 0) || !(window.open[market][index + 1] > 0)) return;
      into[barrierOf(window, market, index, this.primary, width)]++;
    };
    for (const market of markets) count(market, this.#barriers.events);
    cells.forEach((cell, market) => {
      if (cell !== NO_CELL) count(market, this.#barriers.controls);
    });
  }

  matched(): MatchedEvents {
    const horizons = this.#counts.map((counts, h) => ({ horizonBars: this.horizons[h], ...counts }));
    return { horizons, barriers: this.#barriers, path: this.#path };
  }
}

function noneReached(): Record<Barrier, number> {
  return { up: 0, down: 0, time: 0 };
}
