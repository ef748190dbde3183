import type { ListedMarket } from '../../world.js';

/** Kraken's old names: pairs of asset id and name. Newer assets have the usual names. */
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

/** `XBTUSDT`, the key used in answers. */
export function pairId({ info }: ListedMarket): string {
  return assetNames(info.base)[1] + assetNames(info.quote)[1];
}

/** `XBT/USDT` */
export function pairName({ info }: ListedMarket): string {
  return `${assetNames(info.base)[1]}/${assetNames(info.quote)[1]}`;
}
