import { setImmediate } from 'node:timers/promises';
import { exchangeIds } from '../transport/exchange-ids.js';
import type { MarketType } from '../transport/market-scope.js';
import { describeOrRefuse } from './describe-exchange.js';
import type { CandleTraits, ExchangeDescription } from './exchange-description.js';

/** What an exchange can do, as printable values. */
export interface Capability {
  readonly id: string;
  readonly type: MarketType;
  readonly canBeScanned: boolean;
  /** One sentence that names what is missing; null = nothing known. */
  readonly refusal: string | null;
  /** null = there is nothing to describe: no markets of this type, or no candles. */
  readonly timeframes: readonly string[] | null;
  readonly candles: CandleTraits | null;
  /** Unit of candle volumes: `base`, `quote`, `contracts`, or determined from the ticker's turnover. */
  readonly volumeUnit: string | null;
  /** Optional data that is missing, or needs a key. */
  readonly without: readonly string[];
  /** What a scan computes better than the exchange's ticker. */
  readonly remarks: readonly string[];
}

const TYPES: readonly MarketType[] = ['spot', 'swap'];

/** Every exchange of the client and both types of markets, by id. Loads all of them; sends nothing. */
export async function everyCapability(): Promise<Capability[]> {
  const asked = exchangeIds().flatMap((id) => TYPES.map((type) => [id, type] as const));
  const capabilities: Capability[] = [];
  for (const [id, type] of asked) {
    capabilities.push(await capabilityOf(id, type));
    // Seconds in all: lets signals through meanwhile.
    await setImmediate();
  }
  return capabilities;
}

async function capabilityOf(id: string, type: MarketType): Promise<Capability> {
  const described = await describeOrRefuse(id, type);
  const { refusal } = described;
  const known = 'calls' in described ? described : null;
  return {
    id,
    type,
    canBeScanned: refusal === null,
    refusal,
    timeframes: known?.timeframes ?? null,
    candles: known?.candles ?? null,
    volumeUnit: known && refusal === null ? unitOf(known) : null,
    without: known ? missingOf(known) : [],
    remarks: known ? remarksOf(known) : [],
  };
}

function unitOf({ unitsOf, type }: ExchangeDescription): string {
  return (
    unitsOf({ type, settlement: type === 'spot' ? null : 'linear', contractSize: null }).candle ??
    'by turnover'
  );
}

function missingOf({ calls, type }: ExchangeDescription): string[] {
  return [
    ...(calls.orderBook.obstacle === null ? [] : ['order book']),
    ...(type === 'spot' || calls.openInterest.obstacle === null ? [] : ['open interest']),
  ];
}

function remarksOf({ candles, tickers }: ExchangeDescription): string[] {
  return [
    ...(candles.honoursSince ? [] : ['newest bars only']),
    ...(candles.mostBars === null ? [] : [`${candles.mostBars} bars at most`]),
    ...(tickers.percentage === 'day' ? [] : ['change of 24 h from candles']),
    ...(tickers.hasTurnover ? [] : ['turnover from candles']),
  ];
}
