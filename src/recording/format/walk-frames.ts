import type { Frame, FrameFault } from './frame.js';
import { frameAt, nextMarker } from './frame.js';

/** A part of the file without a whole frame. */
export interface Gap {
  readonly offset: number;
  readonly end: number;
  readonly fault: FrameFault;
}

/**
 * Maximum number of times that each byte of a file may be read; otherwise a file made of false frames would
 * take hours.
 */
const LOOKS_AT_A_BYTE = 4;

/** Frames and gaps of the file from an offset on, in order; together they cover all of it. */
export function walkFrames(file: Uint8Array, from: number): (Frame | Gap)[] {
  let budget = LOOKS_AT_A_BYTE * (file.length - from);
  const spend = (bytes: number): boolean => (budget -= bytes) >= 0;
  const parts: (Frame | Gap)[] = [];
  for (let at = from; at < file.length;) {
    const found = frameAt(file, at, spend);
    if (typeof found !== 'string') {
      parts.push(found);
      at = found.end;
      continue;
    }
    const end = nextFrame(file, at + 1, spend);
    parts.push({ offset: at, end, fault: found });
    at = end;
  }
  return parts;
}

export function isFrame(part: Frame | Gap): part is Frame {
  return !isGap(part);
}

export function isGap(part: Frame | Gap): part is Gap {
  return 'fault' in part;
}

function nextFrame(file: Uint8Array, from: number, spend: (bytes: number) => boolean): number {
  let at = nextMarker(file, from);
  while (at < file.length && typeof frameAt(file, at, spend) === 'string') at = nextMarker(file, at + 1);
  return at;
}
