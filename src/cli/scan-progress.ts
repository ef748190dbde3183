import type { MarketFeed } from '../market/feed.js';
import { compactMoney } from '../util/number-text.js';
import { CLEAR_LINE } from './output.js';

/** Where the line is drawn; tests pass their own. */
export interface ProgressTerminal {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface ProgressSurroundings {
  readonly stream: ProgressTerminal;
  /** Monotonic ms since the process started. */
  readonly nowMs: () => number;
  /** Calls repeatedly, until the returned function is called. */
  readonly every: (ms: number, tick: () => void) => () => void;
}

const SURROUNDINGS: ProgressSurroundings = {
  get stream() {
    return process.stderr;
  },
  nowMs: () => performance.now(),
  every: (ms, tick) => {
    const timer = setInterval(tick, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** Delay before the line appears, and its redraw interval: fast work needs no progress line. */
const REDRAW_MS = 200;
/** After this many answers, their pace is a better guide than the plan. */
const ENOUGH_ANSWERS = 5;
/** Width of a terminal that does not know its own, or reports 0. */
const WIDTH = 80;

interface Stage {
  readonly name: string;
  readonly unit: 'markets' | 'bytes';
  readonly total: number | null;
  readonly sinceMs: number;
  done: number;
}

/**
 * One line on stderr that shows what a scan is waiting for, at which pace, and how much longer. Only on a
 * terminal.
 */
export class ScanProgress {
  #stage: Stage | null = null;
  #shown = false;
  /** Time of the last redraw; the process starts with an empty line. */
  #drawnMs = 0;
  #candles: number | null = null;
  #secondsFor: ((markets: number) => number) | null = null;
  #stop: (() => void) | null;

  constructor(
    isQuiet: boolean,
    private readonly surroundings: ProgressSurroundings = SURROUNDINGS,
  ) {
    const isWatched = !isQuiet && surroundings.stream.isTTY === true;
    this.#stop = isWatched ? surroundings.every(REDRAW_MS, () => this.#draw()) : null;
  }

  /** What is being waited for. @param total  null = a single thing */
  stage(name: string, total: number | null = null, unit: Stage['unit'] = 'markets'): void {
    this.#stage = { name, unit, total, sinceMs: this.surroundings.nowMs(), done: 0 };
    // The wait is for the network, and preparing it may delay the timer.
    if (total === null) this.#reach(0);
  }

  /**
   * @param secondsFor  how long the candles of this many markets take by the plan of the exchange's limits
   */
  plan(secondsFor: (markets: number) => number): void {
    this.#secondsFor = secondsFor;
  }

  /** Bytes read of all files. @param total  0 = unknown, for a pipe */
  readonly bytes = (done: number, total: number): void => {
    if (this.#stage?.name !== 'reading files') this.stage('reading files', total > 0 ? total : null, 'bytes');
    this.#reach(done);
  };

  /** Finished markets of all; the first time those that tickers have rejected. */
  readonly scanned = (done: number, total: number): void => {
    if (this.#candles === null) {
      this.#candles = total - done;
      this.stage('candles', this.#candles);
    } else if (this.#stage?.name === 'candles') {
      this.#reach(Math.max(this.#stage.done, this.#candles - (total - done)));
    }
  };

  /**
   * Wraps the feed to report what is requested from it; a feed whose answers take requests counts them one by
   * one.
   */
  listen(feed: MarketFeed): MarketFeed {
    if (this.#stop === null || !feed.isMetered || feed.isRecorded === true) return feed;
    const counting = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
      const found = await answer;
      this.#reach((this.#stage?.done ?? 0) + 1);
      return found;
    };
    return {
      ...feed,
      tickers: (symbols, asOfMs, signal) => {
        this.#candles = null;
        this.stage('tickers');
        return feed.tickers(symbols, asOfMs, signal);
      },
      bars: async (symbols, timeframeMs, count, asOfMs, signal) => {
        const answers = symbols.map((symbol) =>
          counting(feed.bars([symbol], timeframeMs, count, asOfMs, signal)),
        );
        return (await Promise.all(answers)).flat();
      },
      details: async (symbols, asOfMs, signal) => {
        this.stage('books', symbols.length);
        const answers = symbols.map((symbol) => counting(feed.details([symbol], asOfMs, signal)));
        return new Map((await Promise.all(answers)).flatMap((details) => [...details]));
      },
    };
  }

  /** Removes the line for good. */
  close(): void {
    this.#stop?.();
    this.#stop = null;
    if (this.#shown) this.surroundings.stream.write(CLEAR_LINE);
    this.#shown = false;
  }

  #reach(done: number): void {
    if (this.#stage === null) return;
    this.#stage.done = done;
    if (this.surroundings.nowMs() - this.#drawnMs >= REDRAW_MS) this.#draw();
  }

  #draw(): void {
    if (this.#stop === null || this.#stage === null) return;
    this.#drawnMs = this.surroundings.nowMs();
    this.#shown = true;
    const { stream } = this.surroundings;
    const room = (stream.columns || WIDTH) - 1;
    stream.write(CLEAR_LINE + this.#text(this.#stage).slice(0, room));
  }

  #text({ name, unit, total, sinceMs, done }: Stage): string {
    if (total === null) return `${name} …`;
    const reached = Math.min(done, total);
    const seconds = (this.#drawnMs - sinceMs) / 1000;
    const amount = (value: number): string => (unit === 'bytes' ? `${compactMoney(value)}B` : String(value));
    const pace = reached / seconds;
    const left = this.#secondsLeft(name, total - reached, reached, seconds);
    return [
      `${name} ${amount(reached)}/${amount(total)}`,
      ...(reached > 0 ? [`${unit === 'bytes' ? amount(pace) : pace.toFixed(1)} per second`] : []),
      ...(left === null ? [] : [`about ${durationText(left)} left`]),
    ].join(' · ');
  }

  /** By the pace so far; until there is one, by the plan. */
  #secondsLeft(name: string, rest: number, reached: number, seconds: number): number | null {
    if (reached >= ENOUGH_ANSWERS) return (seconds / reached) * rest;
    return name === 'candles' ? (this.#secondsFor?.(rest) ?? null) : null;
  }
}

function durationText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 90 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
