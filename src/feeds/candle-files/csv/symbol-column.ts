/** A symbol as spelled in the file. */
interface Spelling {
  readonly bytes: Uint8Array;
  readonly index: number;
  /** The symbol that followed it last time. */
  next: Spelling | null;
}

/**
 * Finds the number of a symbol from its bytes. Files are sorted by symbol, or by time with the symbols in the
 * same repeating order: mostly it is the symbol of the row before, or the one that followed it last time.
 */
export class SymbolColumn {
  readonly #indexOf: (symbol: string) => number;
  readonly #known = new Map<string, Spelling>();
  #last: Spelling | null = null;

  /** @param indexOf  the number of a symbol; called once per spelling. */
  constructor(indexOf: (symbol: string) => number) {
    this.#indexOf = indexOf;
  }

  take(bytes: Uint8Array, start: number, end: number): number {
    const last = this.#last;
    if (last !== null && isSpelt(last, bytes, start, end)) return last.index;
    const next = last?.next ?? null;
    const found = next !== null && isSpelt(next, bytes, start, end) ? next : this.#find(bytes, start, end);
    if (last !== null) last.next = found;
    this.#last = found;
    return found.index;
  }

  #find(bytes: Uint8Array, start: number, end: number): Spelling {
    // A copy: the bytes of a file are read into reused memory.
    const own = Uint8Array.from(bytes.subarray(start, end));
    const symbol = Buffer.from(own.buffer, own.byteOffset, own.length).toString('utf8');
    const known = this.#known.get(symbol);
    if (known !== undefined) return known;
    const spelling = { bytes: own, index: this.#indexOf(symbol), next: null };
    this.#known.set(symbol, spelling);
    return spelling;
  }
}

function isSpelt({ bytes: known }: Spelling, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = 0; at < known.length; at++) if (known[at] !== bytes[start + at]) return false;
  return true;
}
