import type { MarketInfo } from '../../market/market.js';
import { createRng, keyOf, type Rng } from '../../util/rng.js';
import { decimalExponent, powerOfTen } from './numeric.js';
import { ROSTER, type MarketNature, type RosterRow } from './roster.js';
import { inventTickers } from './tickers.js';
import { BARS_PER_DAY, DEFAULT_AS_OF_MS, WORLD_BARS, barAt, openTimeOf } from './world.js';

/** Everything that determines the candles of one market. */
export interface MarketProfile {
  readonly info: MarketInfo;
  /** Index in the universe; 0 is BTC. */
  readonly index: number;
  /** Source of all of the market's randomness. */
  readonly key: number;
  readonly nature: MarketNature;
  /** Price at the start of the world, quote currency. */
  readonly priceOrigin: number;
  /** Log return per log return of BTC; 0 for BTC, whose movement is all its own. */
  readonly beta: number;
  /** Deviation of the market's own log return in one bar of a calm day. */
  readonly barSigma: number;
  /** Share of its own log distance from the origin left after a segment: 1 = a free walk. */
  readonly memory: number;
  /** Log price lost in each segment. */
  readonly bleed: number;
  /** Turnover of a usual day, quote currency; 0 = no trades, the price does not move. */
  readonly turnover: number;
  /** Decimals of prices, and of volumes. */
  readonly tickDecimals: number;
  readonly lotDecimals: number;
  /** Share of bars with a trade, 0…1. */
  readonly tradedShare: number;
  /** Candles exist for bars in [firstBar, endBar); firstBar may lie before the world. */
  readonly firstBar: number;
  readonly endBar: number;
}

export interface UniverseOptions {
  readonly seed: number;
  readonly marketCount: number;
  readonly quote: string;
  readonly type: 'spot' | 'swap';
  /** See `plantEvents`. */
  readonly eventRate: number;
}

const AS_OF_BAR = barAt(DEFAULT_AS_OF_MS);
const BARS_PER_HOUR = 12;
/** Typical quote currency per trade; markets with few trades per bar have bars without any. */
const TRADE_SIZE = 250;
/** Planted breakouts go up more often than down; in between, coins lose about as much as those add. */
const BLEED = 0.0007;

/**
 * All markets of a world: the roster first, then invented coins. A larger world starts with the markets of a
 * smaller one.
 */
export function createUniverse(options: UniverseOptions): MarketProfile[] {
  const { seed, marketCount } = options;
  const roster = ROSTER.slice(0, marketCount);
  const reserved = ROSTER.map((row) => row.base).concat(options.quote);
  const invented = inventTickers(keyOf(seed, 'tickers'), marketCount - roster.length, reserved);
  const rows = roster.concat(invented.map((base) => inventRow(base, keyOf(seed, `coin ${base}`))));
  return rows.map((row, index) => createProfile(row, index, options));
}

/** Turnover by a Pareto law with a tail of markets that hardly trade, price anywhere between 1e-6 and 1e4. */
function inventRow(base: string, key: number): RosterRow {
  const rng = createRng(key);
  const tail = 1 - rng.next();
  const sleepiness = rng.next() < 0.12 ? 0.03 + 0.1 * rng.next() : 1;
  const turnover = sleepiness * Math.min(3e8, 700_000 / (tail * Math.sqrt(Math.sqrt(tail))));
  // Most coins cost between a tenth of a cent and ten units; the sum of three draws has no hard edge.
  const exponent = Math.floor((rng.next() + rng.next() + rng.next()) * (10 / 3)) - 6;
  const mantissa = 1 / (1 - 0.9 * rng.next());
  const price = exponent < 0 ? mantissa / powerOfTen(-exponent) : mantissa * powerOfTen(exponent);
  const beta = 0.3 + 1.3 * (0.5 * rng.next() + 0.5 * rng.next());
  const dayVolatility = 0.025 + 0.05 * rng.next() * rng.next() + 0.015 * rng.next();
  return { base, price, turnover, beta, dayVolatility, nature: 'coin' };
}

function createProfile(row: RosterRow, index: number, options: UniverseOptions): MarketProfile {
  const key = keyOf(options.seed, row.base);
  const rng = createRng(keyOf(options.seed, `life ${row.base}`));
  const life = index < ROSTER.length ? ESTABLISHED : drawLife(rng);
  const turnover = life.dead ? 0 : row.turnover;
  const tradesPerBar = turnover / BARS_PER_DAY / TRADE_SIZE;
  const tickDecimals = drawTickDecimals(row, rng);
  const anchored = row.nature === 'pegged' || row.nature === 'wrapped';
  return {
    info: describe(row, options, tickDecimals, life, Math.floor(rng.next() * 2000)),
    index,
    key,
    nature: row.nature,
    priceOrigin: row.price,
    // BTC's movement is its own; all others are measured by it.
    beta: life.dead || index === 0 ? 0 : row.beta,
    barSigma: life.dead ? 0 : row.dayVolatility / Math.sqrt(BARS_PER_DAY),
    memory: anchored ? 0.6 : 0.9985,
    bleed: row.nature === 'coin' && index > 0 && !life.dead ? BLEED * options.eventRate : 0,
    turnover,
    tickDecimals,
    lotDecimals: Math.max(0, decimalExponent(row.price) + 1),
    tradedShare: tradesPerBar / (tradesPerBar + 0.25),
    firstBar: life.firstBar,
    endBar: life.endBar,
  };
}

interface Life {
  readonly firstBar: number;
  readonly endBar: number;
  readonly active: boolean;
  readonly dead: boolean;
}

const ESTABLISHED: Life = { firstBar: -1, endBar: WORLD_BARS, active: true, dead: false };

/**
 * The fate of an invented coin: of a hundred about 3 are dead, 2 suspended days before the default as-of, 1
 * has stopped hours before it without notice, 3 were listed in the last three days and 4 earlier in the
 * world, and 1 will only be listed after it.
 */
function drawLife(rng: Rng): Life {
  const fate = rng.next() * 100;
  const when = rng.next();
  if (fate < 3) return { ...ESTABLISHED, dead: true };
  if (fate < 5)
    return { ...ESTABLISHED, active: false, endBar: AS_OF_BAR - Math.floor((1 + 19 * when) * BARS_PER_DAY) };
  if (fate < 6) return { ...ESTABLISHED, endBar: AS_OF_BAR - Math.floor((1 + 9 * when) * BARS_PER_HOUR) };
  if (fate < 9) return { ...ESTABLISHED, firstBar: onTheHour(AS_OF_BAR - (1 + 71 * when) * BARS_PER_HOUR) };
  if (fate < 13) return { ...ESTABLISHED, firstBar: onTheHour(AS_OF_BAR * when) };
  if (fate < 14) return { ...ESTABLISHED, firstBar: onTheHour(AS_OF_BAR + (WORLD_BARS - AS_OF_BAR) * when) };
  return ESTABLISHED;
}

function onTheHour(bar: number): number {
  return Math.floor(bar / BARS_PER_HOUR) * BARS_PER_HOUR;
}

/** Ticks of 1e-4 to 1e-6 of the price, as chosen by exchanges; finer for markets that hardly move. */
function drawTickDecimals(row: RosterRow, rng: Rng): number {
  const draw = rng.next();
  const digits = row.nature === 'pegged' ? 4 : draw < 0.3 ? 4 : draw < 0.9 ? 5 : 6;
  return Math.max(0, digits - decimalExponent(row.price));
}

function describe(
  { base, nature }: RosterRow,
  { quote, type }: UniverseOptions,
  tickDecimals: number,
  life: Life,
  ageDays: number,
): MarketInfo {
  const settle = type === 'swap' ? quote : null;
  const firstBar = life.firstBar >= 0 ? life.firstBar : -(30 + ageDays) * BARS_PER_DAY;
  return {
    symbol: settle === null ? `${base}/${quote}` : `${base}/${quote}:${settle}`,
    base,
    quote,
    settle,
    type,
    active: life.active,
    listedAtMs: openTimeOf(firstBar),
    tickSize: 1 / powerOfTen(tickDecimals),
    leveragedToken: nature === 'leveraged',
  };
}
