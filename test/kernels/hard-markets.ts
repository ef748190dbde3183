import type { Columns } from './helpers.js';

/** A kind of market, made by a seeded random; `strength` 0…1: how hard. */
export type MarketKind = (random: () => number, bars: number, strength: number) => Required<Columns>;

type Step = (t: number, close: number) => number;

/** Bars around closes that a step makes; `spread` of the price is the reach of highs and lows. */
function barsOf(
  random: () => number,
  bars: number,
  first: number,
  step: Step,
  spread: number,
): Required<Columns> {
  const columns = {
    high: new Float64Array(bars),
    low: new Float64Array(bars),
    close: new Float64Array(bars),
    volume: new Float64Array(bars),
  };
  let close = first;
  for (let t = 0; t < bars; t++) {
    const open = close;
    close = step(t, close);
    columns.close[t] = close;
    columns.high[t] = Math.max(open, close) * (1 + spread * random());
    columns.low[t] = Math.min(open, close) / (1 + spread * random());
    columns.volume[t] = random() < 0.05 ? 0 : 10 ** (6 * random() - 2);
  }
  return columns;
}

const between = (random: () => number, low: number, high: number): number => low + (high - low) * random();

/** A price anywhere between 1e-12 and 1e6. */
const somewhere = (random: () => number): number => 10 ** between(random, -12, 6);

function withBar(
  columns: Required<Columns>,
  change: (columns: Record<string, Float64Array>) => void,
): Required<Columns> {
  change(columns as unknown as Record<string, Float64Array>);
  return columns;
}

/** Changes a few bars, each at a place of its own. */
function sometimes(random: () => number, bars: number, change: (t: number) => void): void {
  for (let count = 1 + Math.floor(3 * random()); count > 0; count--) change(Math.floor(random() * bars));
}

/** Kinds of markets in which float32 loses digits somewhere. Exact arithmetic of all of them is bruteForce. */
export const HARD_MARKETS: Readonly<Record<string, MarketKind>> = {
  'a random walk': (random, bars, strength) => {
    const volatility = 10 ** between(random, -5, -1.5 + strength);
    return barsOf(
      random,
      bars,
      somewhere(random),
      (_, close) => close * (1 + volatility * (random() - 0.5)),
      volatility,
    );
  },
  'a long fall': (random, bars, strength) => {
    const share = (1e-3 + strength * 0.02) * random();
    return barsOf(random, bars, somewhere(random), (_, close) => close * (1 - share * random()), share);
  },
  'a long rise': (random, bars, strength) => {
    const share = (1e-3 + strength * 0.02) * random();
    return barsOf(random, bars, somewhere(random), (_, close) => close * (1 + share * random()), share);
  },
  'wide bars': (random, bars, strength) => {
    const spread = 0.05 + 3 * strength * random();
    return barsOf(
      random,
      bars,
      somewhere(random),
      (_, close) => close * (1 + 0.02 * (random() - 0.5)),
      spread,
    );
  },
  'a crash': (random, bars, strength) => {
    const at = Math.floor(bars * between(random, 0.2, 0.8));
    const depth = 10 ** -(1 + 4 * strength * random());
    const move: Step = (t, close) => close * (t === at ? depth : 1 + 0.01 * (random() - 0.5));
    return barsOf(random, bars, somewhere(random), move, 0.003);
  },
  'deep wicks': (random, bars, strength) =>
    withBar(HARD_MARKETS['a random walk'](random, bars, 0), ({ low, close }) =>
      sometimes(random, bars, (t) => (low[t] = close[t] * 10 ** -(1 + 9 * strength * random()))),
    ),
  'high wicks': (random, bars, strength) =>
    withBar(HARD_MARKETS['a random walk'](random, bars, 0), ({ high, close }) =>
      sometimes(random, bars, (t) => (high[t] = close[t] * 10 ** (1 + 5 * strength * random()))),
    ),
  'a bar in another unit': (random, bars, strength) =>
    withBar(HARD_MARKETS['a random walk'](random, bars, 0), ({ high, low, close }) =>
      sometimes(random, bars, (t) => {
        const factor = 10 ** Math.round((random() < 0.5 ? -1 : 1) * (1 + 3 * strength * random()));
        for (const column of [high, low, close]) column[t] *= factor;
      }),
    ),
  'a market of few ticks': (random, bars) => {
    const tick = 10 ** -Math.floor(between(random, 0, 9));
    const first = Math.ceil(between(random, 10, 5000));
    let price = first;
    const move: Step = () => {
      if (random() < 0.4) price = Math.max(2, price + (random() < 0.5 ? -1 : 1));
      return Number((price * tick).toPrecision(15));
    };
    return barsOf(random, bars, first * tick, move, 0);
  },
  'a market that stands still for long': (random, bars) => {
    const still = between(random, 0.9, 0.999);
    const move: Step = (t, close) =>
      t > bars / 4 && random() < still ? close : close * (1 + 0.01 * (random() - 0.5));
    return barsOf(random, bars, somewhere(random), move, 0);
  },
};
