import type { PlacedPart } from '../read-part.js';

/** Parts as numbers, to send to another thread in one piece: objects would be copied one by one. */
export interface PartTable {
  readonly files: readonly string[];
  /** For each part: number of its file, offset, bytes, rows, firstMs, lastMs. */
  readonly numbers: Float64Array;
}

const NUMBERS = 6;

export function partTable(parts: readonly PlacedPart[]): PartTable {
  const files = new Map<string, number>();
  const numbers = new Float64Array(parts.length * NUMBERS);
  for (const [index, { file, offset, bytes, rows, firstMs, lastMs }] of parts.entries()) {
    if (!files.has(file)) files.set(file, files.size);
    numbers.set([files.get(file)!, offset, bytes, rows, firstMs, lastMs], index * NUMBERS);
  }
  return { files: [...files.keys()], numbers };
}

export function partsOf({ files, numbers }: PartTable): PlacedPart[] {
  return Array.from({ length: numbers.length / NUMBERS }, (_, index) => {
    const [file, offset, bytes, rows, firstMs, lastMs] = numbers.subarray(index * NUMBERS);
    return { file: files[file], offset, bytes, rows, firstMs, lastMs };
  });
}
