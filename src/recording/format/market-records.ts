import { CodecError } from '../../codec/block/codec-error.js';
import type { PlainRecord } from '../../codec/block/record-table.js';
import type { MarketFacts, MarketInfo } from '../../market/market.js';
import { NO_FACTS } from '../../market/market.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => value === null || typeof value === 'string';
const isNumberOrNull: Check = (value) => value === null || typeof value === 'number';
const isFlagOrNull: Check = (value) => value === null || typeof value === 'boolean';

const MARKET: Readonly<Record<keyof MarketInfo, Check>> = {
  symbol: isText,
  base: isText,
  quote: isText,
  settle: isTextOrNull,
  type: isText,
  active: isFlagOrNull,
  listedAtMs: isNumberOrNull,
  tickSize: isNumberOrNull,
  leveragedToken: isFlagOrNull,
  underlying: (value) => value === undefined || isText(value),
};

/** @throws {CodecError} a record that is not a market. */
export function asMarket(record: PlainRecord): MarketInfo {
  for (const [name, check] of Object.entries(MARKET)) expectMember(record, name, check);
  return record as unknown as MarketInfo;
}

/** Some or all of a market's facts. @throws {CodecError} members of another type. */
export function asSomeFacts(record: PlainRecord): Partial<MarketFacts> {
  for (const name of Object.keys(NO_FACTS)) {
    const check = name === 'provenance' ? isText : isNumberOrNull;
    if (name in record) expectMember(record, name, check);
  }
  return record;
}

/** @throws {CodecError} a record that lacks one of the facts. */
export function asFacts(record: PlainRecord): MarketFacts {
  const missing = Object.keys(NO_FACTS).find((name) => !(name in record));
  if (missing !== undefined) throw new CodecError(`Expected the fact \`${missing}\`, got none.`);
  return asSomeFacts(record) as MarketFacts;
}

/** @throws {CodecError} a record without code and message. */
export function asError(record: PlainRecord): { readonly code: string; readonly message: string } {
  expectMember(record, 'code', isText);
  expectMember(record, 'message', isText);
  return record as unknown as { code: string; message: string };
}

function expectMember(record: PlainRecord, name: string, check: Check): void {
  if (check(record[name])) return;
  throw new CodecError(`Expected another \`${name}\`, got ${JSON.stringify(record[name])?.slice(0, 40)}.`);
}
