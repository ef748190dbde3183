import { SquallError } from '../../util/squall-error.js';
import { type Layout, type Region, regions } from './layout.js';

/** A layout given by its regions, in ascending order, instead of by grids. */
export interface ListedRegions extends Layout {
  readonly regions: readonly Region[];
}

type Guarded = Layout | ListedRegions;

/** The guards of a plan: alternately the first byte of each and the byte after its end, from the start of the plan. */
interface Bounds {
  readonly bytes: Uint32Array;
  /** Name of the column before each guard. */
  readonly names: readonly string[];
}

/** A scan checks the guards of the same few plans after every batch. */
const boundsOf = new WeakMap<Guarded, Bounds>();

/**
 * The value of a guard at an address: a signalling NaN that encodes the address, so that neither a constant nor a copy
 * of another guard passes for it, and a kernel that reads it cannot return a plausible number.
 */
function guardWord(address: number): number {
  return 0x7fa00000 ^ ((address >>> 2) & 0x1fffff);
}

/** Finds the guards between the columns of a plan. */
function findGuards(layout: Guarded): Bounds {
  const known = boundsOf.get(layout);
  if (known !== undefined) return known;
  const bytes: number[] = [];
  const names: string[] = [];
  let end = 0;
  let before = 'the start';
  for (const { name, offsetBytes, lengthBytes } of 'regions' in layout ? layout.regions : regions(layout)) {
    bytes.push(end, offsetBytes);
    names.push(before);
    end = offsetBytes + lengthBytes;
    before = name;
  }
  bytes.push(end, layout.lengthBytes);
  names.push(before);
  const bounds = { bytes: Uint32Array.from(bytes), names };
  boundsOf.set(layout, bounds);
  return bounds;
}

/** @param base  address of the plan, bytes. */
export function fillGuards(words: Uint32Array<ArrayBufferLike>, layout: Guarded, base: number): void {
  const { bytes } = findGuards(layout);
  for (let i = 0; i < bytes.length; i += 2) {
    const to = base + bytes[i + 1];
    for (let address = base + bytes[i]; address < to; address += 4) words[address / 4] = guardWord(address);
  }
}

/** A sentence about the first damaged guard, or null. */
export function findDamage(
  words: Uint32Array<ArrayBufferLike>,
  layout: Guarded,
  base: number,
): string | null {
  const { bytes, names } = findGuards(layout);
  for (let i = 0; i < bytes.length; i += 2) {
    const from = base + bytes[i];
    const to = base + bytes[i + 1];
    for (let address = from; address < to; address += 4) {
      if (words[address / 4] === guardWord(address)) continue;
      return `The guard after ${names[i / 2]} was overwritten at byte ${address} (${address - from} bytes behind its end).`;
    }
  }
  return null;
}

/**
 * For callers that cannot recompute: nothing in a memory with a damaged guard can be trusted.
 * @param damage  the result of findDamage.
 * @throws {SquallError} KERNEL_CANARY unless it is null.
 */
export function requireIntact(damage: string | null): void {
  if (damage === null) return;
  const message = `Expected kernels to write to their own memory only, one did not. ${damage}`;
  throw new SquallError('KERNEL_CANARY', message);
}
