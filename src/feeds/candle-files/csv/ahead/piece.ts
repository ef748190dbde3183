/** Rows of a piece of a CSV as columns. */
export interface PieceRows {
  readonly count: number;
  /** By row: index into `symbolNames`. */
  readonly symbols: Int32Array;
  readonly symbolNames: readonly string[];
  /** Open time, open, high, low, close, volume, close time. */
  readonly numbers: readonly Float64Array[];
  readonly isOpen: Uint8Array;
  /** First row from which times may be local; −1 = none. */
  readonly firstLocalRow: number;
}

/** Parameters for starting the thread. */
export interface ThreadStart {
  readonly path: string;
  readonly pieceBytes: number;
  readonly pieceCount: number;
  readonly headText: string;
  /** The symbol of all rows; null if a column has it. */
  readonly symbol: string | null;
  /** Whether it also reads pieces that the caller has reached and waits for. */
  readonly waits: boolean;
  readonly control: SharedArrayBuffer;
  /** Memory of the most recent pieces, used in turn. */
  readonly rooms: readonly SharedArrayBuffer[];
}

/** A message about a piece: every second one, from 1 on, that the caller has not reached. */
export interface ReadPiece {
  readonly piece: number;
  /** Bytes from the start of the piece to its first line: the end of the line before. */
  readonly before: Uint8Array;
  /** Offset in the file after the last line read. */
  readonly end: number;
  readonly count: number;
  readonly symbolNames: readonly string[];
  readonly firstLocalRow: number;
}

/** Index in `control`: the piece the caller has reached. */
export const CALLER_AT = 0;

/** Pieces that may be read ahead before they are taken over. */
export const ROOMS = 2;

const NUMBER_COLUMNS = 7;
/** A candle row is hardly shorter; if there are more rows, the rest is the caller's. */
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
