import { describe, expect, test } from '../support/jest.js';
import { edge } from '../../src/edge/edge.js';
import { readRegimes } from '../../src/edge/regimes.js';
import type { EdgeReport } from '../../src/edge/edge-report.js';
import { herdPicks, screenOfPicks, syntheticHistory } from '../../scripts/edge/placebo.js';

const COSTS = 0.002;

/** A small history with known picks and returns, from which the tests compute the expected figures the slow way. */
const MARKETS = 18;
const BARS = 400;
const HORIZON = 5;
const { source, returns } = syntheticHistory({ seed: 3, markets: MARKETS, bars: BARS });
const picks = herdPicks(3, MARKETS, BARS);

/** C[t+h]/O[t+1] − 1, computed from the returns. */
function forward(market: number, bar: number): number {
  let growth = 1;
  for (let i = bar + 1; i <= bar + HORIZON; i++) growth *= 1 + returns[market][i];
  return growth - 1;
}

/** A market's tercile if all have the same turnover and volatility: ties are broken by market order. */
function third(market: number): number {
  return Math.floor((market * 3) / MARKETS);
}

function passedIn(market: number, from: number, to: number): boolean {
  for (let bar = Math.max(0, from); bar <= to; bar++) if (picks(market, bar)) return true;
  return false;
}

/** Close `bars` bars from the deciding one, relative to the deciding close, which is also the next open. */
function slowPath(bars: number): number {
  const before = (market: number, bar: number): number => {
    let growth = 1;
    for (let i = bar + bars + 1; i <= bar; i++) growth *= 1 + returns[market][i];
    return 1 / growth - 1;
  };
  return slowExcess({ figure: before, from: -bars, ahead: 1 }).mean;
}

/** Mean excess over dates of events over their controls, computed by visiting every date and market. */
function slowExcess({ figure = forward, from = 0, ahead = HORIZON } = {}): {
  mean: number;
  dates: number;
  events: number;
} {
  const all = Array.from({ length: MARKETS }, (_, market) => market);
  const meanForward = (markets: readonly number[], bar: number): number =>
    markets.reduce((sum, market) => sum + figure(market, bar), 0) / markets.length;
  const perDate: number[] = [];
  let events = 0;
  for (let bar = from; bar + ahead < BARS; bar++) {
    const beginning = all.filter((market) => picks(market, bar) && !passedIn(market, bar - HORIZON, bar - 1));
    const controls = all.filter((market) => !passedIn(market, bar - HORIZON, bar));
    if (beginning.length === 0 || controls.length < 5) continue;
    const excess = beginning.map((market) => {
      const alike = controls.filter((other) => third(other) === third(market));
      return figure(market, bar) - meanForward(alike.length < 3 ? controls : alike, bar);
    });
    perDate.push(excess.reduce((sum, value) => sum + value, 0) / excess.length);
    events += excess.length;
  }
  return {
    mean: perDate.reduce((sum, value) => sum + value, 0) / perDate.length,
    dates: perDate.length,
    events,
  };
}

async function reportOf(overrides: Partial<Parameters<typeof edge>[0]> = {}): Promise<EdgeReport> {
  const screens = [{ ...screenOfPicks('herd', picks), chunks: oneCell }];
  const common = { source, detail: 'test', screens, horizons: [1, HORIZON], primary: HORIZON, costs: COSTS };
  return edge({ ...common, resamples: 199, ...overrides });
}

/** The chunks of the screen with equal turnover and volatility everywhere. */
async function* oneCell(given: typeof source) {
  for await (const chunk of screenOfPicks('herd', picks).chunks(given)) {
    yield { ...chunk, atrRatio: chunk.atrRatio.fill(0.01), turnover24h: chunk.turnover24h.fill(1) };
  }
}

function closesOf(given: typeof source, market: number): Float64Array {
  const numbers = (): Float64Array<ArrayBuffer> => new Float64Array(given.barCount);
  const bars = { open: numbers(), high: numbers(), low: numbers(), close: numbers(), volume: numbers() };
  given.read(market, 0, given.barCount, { ...bars, filled: new Uint8Array(given.barCount) }, 0);
  return bars.close;
}

describe('edge', () => {
  test('finds the same events and controls as a walk through every date', async () => {
    const { screens } = await reportOf();
    const found = screens[0].horizons[1];
    const slow = slowExcess();
    expect(found.dates).toBe(slow.dates);
    expect(found.events).toBe(slow.events);
    expect(found.excess).toBeCloseTo(slow.mean, 12);
  });

  test('the same inputs and seed give the same bytes, a different seed gives different intervals', async () => {
    const first = await reportOf();
    expect(JSON.stringify(await reportOf())).toBe(JSON.stringify(first));
    const other = await reportOf({ seed: 2 });
    const figuresOf = ({ screens }: EdgeReport) => screens[0].horizons[1];
    expect(figuresOf(other).excess).toBe(figuresOf(first).excess);
    expect(figuresOf(other).interval).not.toEqual(figuresOf(first).interval);
  });

  test('two screens are corrected together, and for earlier trials', async () => {
    const another = screenOfPicks('another', herdPicks(9, MARKETS, BARS));
    const alone = await reportOf({ screens: [another] });
    const both = await reportOf({ screens: [another, screenOfPicks('herd', picks)] });
    const later = await reportOf({ screens: [another], triedBefore: 6 });
    const pOf = (report: EdgeReport): number => report.screens[0].horizons[1].adjustedP ?? NaN;
    expect(pOf(both)).toBeGreaterThanOrEqual(pOf(alone));
    expect(pOf(later)).toBeCloseTo(Math.min(1, pOf(alone) * 4), 12);
    expect(both.method.triedNow).toBe(4);
  });

  test('a screen that never picks has no figures', async () => {
    const { screens, anyBetterP } = await reportOf({ screens: [screenOfPicks('never', () => false)] });
    expect(screens[0].episodes).toBe(0);
    expect(screens[0].horizons[1]).toMatchObject({ verdict: 'not enough data', excess: null, p: null });
    expect(anyBetterP).toBeNull();
  });

  test('the path around the entry matches the horizons’ figures and a slow walk', async () => {
    const { screens } = await reportOf();
    const [{ path, horizons }] = screens;
    expect(path.map(({ bars }) => bars)).toEqual([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]);
    for (const { horizonBars, excess, dates } of horizons) {
      const point = path.find(({ bars }) => bars === horizonBars);
      expect(point?.excess).toBeCloseTo(excess ?? NaN, 14);
      expect(point?.dates).toBe(dates);
      expect(point?.band?.low).toBeLessThan(excess ?? NaN);
      expect(point?.band?.high).toBeGreaterThan(excess ?? NaN);
    }
    // Here the next open, the entry, equals the deciding close: the excess at that point is 0.
    expect(path[5]).toMatchObject({ bars: 0, excess: 0, band: null });
    expect(path[3].excess).toBeCloseTo(slowPath(-2), 12);
  });

  test('all single events are counted in bins, and the newest are listed with the compared figures', async () => {
    const { screens, data } = await reportOf();
    const [{ distribution, newestEvents, horizons }] = screens;
    const { events } = horizons[1];
    expect(distribution?.counts.reduce((sum, count) => sum + count, 0)).toBe(events);
    expect(newestEvents).toHaveLength(Math.min(200, events));
    const last = newestEvents[newestEvents.length - 1];
    const bar = (last.timeMs - data.fromMs) / data.timeframeMs - 1;
    const market = source.markets.findIndex((each) => each.market.symbol === last.symbol);
    expect(picks(market, bar)).toBe(true);
    expect(last.earned).toBeCloseTo(forward(market, bar), 12);
    const excess = newestEvents.map(({ earned, controlsEarned }) => earned - controlsEarned);
    expect(Math.max(...excess)).toBeLessThanOrEqual(distribution?.most ?? NaN);
    expect(Math.min(...excess)).toBeGreaterThanOrEqual(distribution?.least ?? NaN);
  });

  test('a single date has a mean but no error, and does not affect the correction of others', async () => {
    const once = screenOfPicks('once', (market, bar) => market === 4 && bar === 200);
    const herd = screenOfPicks('herd', picks);
    const [alone, both] = [await reportOf({ screens: [herd] }), await reportOf({ screens: [once, herd] })];
    const [first] = both.screens[0].horizons;
    expect(first).toMatchObject({ verdict: 'not enough data', events: 1, dates: 1 });
    expect(first.excess).toBeCloseTo(first.byEvent ?? NaN, 15);
    const unknown = { standardError: null, t: null, degrees: null, p: null, adjustedP: null };
    expect(first).toMatchObject({ ...unknown, interval: null, minimumDetectable: null });
    expect(both.screens[1].horizons).toEqual(alone.screens[0].horizons);
    expect(both.anyBetterP).toBe(alone.anyBetterP);
  });

  test('the benchmark’s direction only reads the benchmark', async () => {
    const long = 10_000;
    const { source: history } = syntheticHistory({ seed: 4, markets: 5, bars: long });
    const hours = { ...history, timeframeMs: 3_600_000 };
    const read: number[] = [];
    const regimeAt = await readRegimes({
      ...hours,
      read: (market, ...rest) => {
        read.push(market);
        history.read(market, ...rest);
      },
    });
    expect(new Set(read)).toEqual(new Set([0]));
    const closes = closesOf(history, 0);
    const lag = 30 * 24;
    for (let bar = 0; bar < long; bar++) {
      const wanted = bar < lag ? null : closes[bar] >= closes[bar - lag] ? 'rising' : 'falling';
      expect(regimeAt(bar)).toBe(wanted);
    }
  });

  test('a real edge is found with its size', async () => {
    const wanted = 0.004;
    const long = 3000;
    const herd = herdPicks(5, 30, long);
    const moved = syntheticHistory({ seed: 5, markets: 30, bars: long }, (market, bar) =>
      bar > 0 && herd(market, bar - 1) && !(bar > 1 && herd(market, bar - 2)) ? wanted : 0,
    );
    const { screens } = await reportOf({
      source: moved.source,
      screens: [screenOfPicks('herd', herd)],
      quietBars: 1,
    });
    const [first] = screens[0].horizons;
    expect(first.verdict).toBe('evidence of positive excess');
    expect(first.interval?.low).toBeLessThan(wanted);
    expect(first.interval?.high).toBeGreaterThan(wanted);
  });

  test('a screen that peeks shows a huge edge without the proof, and is rejected with it', async () => {
    const peeking = screenOfPicks('peeks', (market, bar) => (returns[market][bar + 1] ?? 0) > 0.008);
    // Its picks look one bar ahead within whatever history it receives.
    const screens = [{ ...peeking, chunks: (given: typeof source) => peekingChunks(given) }];
    const { screens: fooled } = await reportOf({ screens: [peeking], proofCuts: 0 });
    expect(fooled[0].horizons[0].verdict).toBe('evidence of positive excess');
    await expect(reportOf({ screens, proofCuts: 20 })).rejects.toThrow(
      /^peeks looks ahead: its verdict on \S+ in the bar of 2024\S+ changes when later bars are (?:removed|changed)$/,
    );

    function peekingChunks(given: typeof source) {
      const bars = Array.from({ length: MARKETS }, (_, market) => closesOf(given, market));
      const rises = (market: number, bar: number): boolean =>
        bars[market][bar + 1] / bars[market][bar] > 1.008;
      return screenOfPicks('peeks', rises).chunks(given);
    }
  });

  test.each([
    [{ screens: [] }, 'Expected a screen, got none'],
    [{ horizons: [5, 1] }, 'Expected ascending horizons in whole bars, got 5, 1'],
    [{ horizons: [0.5] }, 'Expected ascending horizons in whole bars, got 0.5'],
    [{ primary: 7 }, 'Expected the primary horizon among 1, 5 bars, got 7'],
  ])('rejects %j', async (overrides, message) => {
    await expect(reportOf(overrides)).rejects.toThrow(message);
  });
});

describe('without an effect', () => {
  // The long form, with its table, is docs/edge-calibration.md.
  test.each([1, 12])('at most 5 of 40 placebo screens are found at 5 %% over %d bars', async (horizon) => {
    let found = 0;
    let naive = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const { source: history } = syntheticHistory({ seed, markets: 24, bars: 700 });
      const report = await reportOf({
        source: history,
        screens: [screenOfPicks('placebo', herdPicks(seed + 1000, 24, 700), seed)],
        horizons: [horizon],
        primary: horizon,
        resamples: 99,
      });
      const [figures] = report.screens[0].horizons;
      if ((figures.p ?? 1) < 0.05) found++;
      if (Math.abs(figures.naive?.t ?? 0) > 1.96) naive++;
    }
    // P(more than 5 of 40 at 5 %) is 1.4 %; the seeds are fixed.
    expect(found).toBeLessThanOrEqual(5);
    if (horizon === 12) expect(naive).toBeGreaterThanOrEqual(10);
  });
});
