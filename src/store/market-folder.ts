import { readdirSync } from 'node:fs';
import { sha256 } from '../platform/node.js';

/** A file name may have 255 bytes on most disks. */
const MAX_NAME = 200;
const KEPT_OF_LONG = 120;

/** Devices of Windows, whatever follows a dot; and the store's own files. */
const RESERVED = /^(?:(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?=\.|$)|STORE\.JSON)/;

/**
 * A market's folder: `BTC/USDT:USDT` → `BTC-USDT_USDT`. Capitals, digits and inner dots stand for themselves,
 * everything else is the number of its UTF-16 code unit, so that every symbol has its own name on any disk:
 * even on case-insensitive ones, and where some names belong to the system.
 */
export function folderOfSymbol(symbol: string): string {
  const named = inUnits(symbol, /[^A-Z0-9.]/g);
  return shortened(RESERVED.test(named) ? `${unitOf(named[0])}${named.slice(1)}` : named, symbol);
}

/** As in stores of earlier versions. */
function earlierFolderOf(symbol: string): string {
  return shortened(inUnits(symbol, /[^A-Za-z0-9.]/g, /^\./), symbol);
}

/** Whether a folder of that name may be a market's. */
export function isFolderOf(name: string, symbol: string): boolean {
  return name === folderOfSymbol(symbol) || name === earlierFolderOf(symbol);
}

/** The folder of a market in a store: the existing one, spelled exactly so. */
export function folderIn(store: string, symbol: string): string {
  const [own, earlier] = [folderOfSymbol(symbol), earlierFolderOf(symbol)];
  if (own === earlier) return own;
  const names = readdirSync(store);
  return !names.includes(own) && names.includes(earlier) ? earlier : own;
}

function inUnits(symbol: string, others: RegExp, outerDots = /^\.|\.$/g): string {
  return symbol
    .replace(others, (unit) => {
      if (unit === '/') return '-';
      return unit === ':' ? '_' : unitOf(unit);
    })
    .replace(outerDots, unitOf);
}

function unitOf(unit: string): string {
  return `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** No code unit is written as %%: a truncated name cannot be another's. */
function shortened(name: string, symbol: string): string {
  if (name !== '' && name.length <= MAX_NAME) return name;
  return `${name.slice(0, KEPT_OF_LONG)}%%${sha256([symbol]).slice(0, 32)}`;
}
