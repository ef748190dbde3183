import type { ListedMarket } from '../../world.js';

/** Kraken's old names: asset id and the name in pairs. Newer assets are called as everywhere. */
const OLD_NAMES: Readonly<Record<string, readonly [id: string, altname: string]>> = {
  BTC: ['XXBT', 'XBT'],
  DOGE: ['XXDG', 'XDG'],
  ETH: ['XETH', 'ETH'],
  ETC: ['XETC', 'ETC'],
  LTC: ['XLTC', 'LTC'],
  XLM: ['XXLM', 'XLM'],
  XRP: ['XXRP', 'XRP'],
  EUR: ['ZEUR', 'EUR'],
  // Its LUNA and REP are what is left of the coins of that name.
  LUNA: ['LUNA2', 'LUNA2'],
  REP: ['REPV2', 'REPV2'],
};

export function assetNames(currency: string): readonly [id: string, altname: string] {
  return OLD_NAMES[currency] ?? [currency, currency];
}

/** `XBTUSDT`, what answers are keyed by. */
export function pairId({ info }: ListedMarket): string {
  return assetNames(info.base)[1] + assetNames(info.quote)[1];
}

/** `XBT/USDT` */
export function pairName({ info }: ListedMarket): string {
  return `${assetNames(info.base)[1]}/${assetNames(info.quote)[1]}`;
}
