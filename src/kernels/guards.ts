import { type Layout, type Region, regions } from './layout.js';

/** A layout whose regions are given, ascending, instead of grids. */
export interface ListedRegions extends Layout {
  readonly regions: readonly Region[];
}

type Guarded = Layout | ListedRegions;

/**
 * What a guard holds at an address: a signalling NaN that names the place, so that neither a constant nor a copy of
 * another guard passes for it, and a kernel that reads it cannot give a plausible number.
 */
function guardWord(address: number): number {
  return 0x7fa00000 ^ ((address >>> 2) & 0x1fffff);
}

/** Guards between the columns of a plan that begins at `base`, as [first byte, byte after, name of the column before]. */
function* guards(layout: Guarded, base: number): Generator<[number, number, string]> {
  let end = base;
  let before = 'the start';
  for (const { name, offsetBytes, lengthBytes } of 'regions' in layout ? layout.regions : regions(layout)) {
    yield [end, base + offsetBytes, before];
    end = base + offsetBytes + lengthBytes;
    before = name;
  }
  yield [end, base + layout.lengthBytes, before];
}

export function fillGuards(words: Uint32Array<ArrayBufferLike>, layout: Guarded, base: number): void {
  for (const [from, to] of guards(layout, base)) {
    for (let address = from; address < to; address += 4) words[address / 4] = guardWord(address);
  }
}

/** A sentence about the first damaged guard, or null. */
export function findDamage(
  words: Uint32Array<ArrayBufferLike>,
  layout: Guarded,
  base: number,
): string | null {
  for (const [from, to, before] of guards(layout, base)) {
    for (let address = from; address < to; address += 4) {
      if (words[address / 4] !== guardWord(address)) {
        return `The guard after ${before} was overwritten at byte ${address} (${address - from} bytes behind its end).`;
      }
    }
  }
  return null;
}
