/** Rows of a piece of a CSV as columns. */
export interface PieceRows {
  readonly count: number;
  /** By row: which of `symbolNames`. */
  readonly symbols: Int32Array;
  readonly symbolNames: readonly string[];
  /** Open time, open, high, low, close, volume, close time. */
  readonly numbers: readonly Float64Array[];
  readonly isOpen: Uint8Array;
  /** First row from which on times may be of some place's clock; −1 = none. */
  readonly firstLocalRow: number;
}

/** What the thread is started with. */
export interface ThreadStart {
  readonly path: string;
  readonly pieceBytes: number;
  readonly pieceCount: number;
  readonly headText: string;
  /** The symbol of all rows; null where a column has it. */
  readonly symbol: string | null;
  /** Whether it reads pieces to which the caller has come: he waits for them. */
  readonly waits: boolean;
  readonly control: SharedArrayBuffer;
  /** Memory of the pieces that were read last, in turn. */
  readonly rooms: readonly SharedArrayBuffer[];
}

/** What the thread tells of a piece: every second one, from 1 on, to which the caller has not come. */
export interface ReadPiece {
  readonly piece: number;
  /** Bytes from the piece's beginning to its first line's: the end of the line before. */
  readonly before: Uint8Array;
  /** Place in the file behind the last line that was read. */
  readonly end: number;
  readonly count: number;
  readonly symbolNames: readonly string[];
  readonly firstLocalRow: number;
}

/** The word of `control`: the piece that the caller is at. */
export const CALLER_AT = 0;

/** Pieces that may be read and not yet taken over. */
export const ROOMS = 2;

const NUMBER_COLUMNS = 7;
/** A shorter row of candles can hardly be; where there are more, the rest is the caller's. */
const LEAST_ROW_BYTES = 24;

export function roomOf(piece: number): number {
  return (piece >> 1) % ROOMS;
}

function rowsIn(pieceBytes: number): number {
  return Math.ceil(pieceBytes / LEAST_ROW_BYTES);
}

export function bytesOfRoom(pieceBytes: number): number {
  return rowsIn(pieceBytes) * (NUMBER_COLUMNS * 8 + 4 + 1);
}

/** The columns of a room. */
export function columnsOf(
  room: SharedArrayBuffer,
  pieceBytes: number,
): Pick<PieceRows, 'numbers' | 'symbols' | 'isOpen'> {
  const rows = rowsIn(pieceBytes);
  const numbers = Array.from(
    { length: NUMBER_COLUMNS },
    (_, column) => new Float64Array(room, column * rows * 8, rows),
  );
  const symbols = new Int32Array(room, NUMBER_COLUMNS * rows * 8, rows);
  return { numbers, symbols, isOpen: new Uint8Array(room, symbols.byteOffset + rows * 4, rows) };
}
