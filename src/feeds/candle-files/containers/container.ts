/** File type by its first bytes. */
export type Container = 'gzip' | 'zip' | 'parquet' | 'arrow' | 'text';

const MAGIC: readonly (readonly [bytes: string, container: Container])[] = [
  ['\x1f\x8b', 'gzip'],
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'zip'],
  ['PAR1', 'parquet'],
  ['ARROW1', 'arrow'],
];

/** Known types of files that are not read, and what to do with them. */
const FOREIGN: readonly (readonly [bytes: string, what: string])[] = [
  ['BZh', 'packed with bzip2; unpack it with bunzip2, or pack it with gzip'],
  ['\xfd7zXZ\0', 'packed with xz; unpack it with unxz, or pack it with gzip'],
  ['\x28\xb5\x2f\xfd', 'packed with zstd; unpack it with unzstd, or pack it with gzip'],
  ['\x04\x22\x4d\x18', 'packed with lz4; unpack it with unlz4, or pack it with gzip'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z archive; unpack it first'],
  ['Rar!', 'a RAR archive; unpack it first'],
  [
    '\x89HDF',
    'an HDF5 file; write the candles as Feather or Parquet, with pandas: read_hdf(…).to_feather(…)',
  ],
  ['FEA1', 'a Feather file of version 1; write it again with pandas: to_feather(…)'],
  ['SQLite format 3', 'a SQLite database; export the table as CSV'],
  ['\xd0\xcf\x11\xe0', 'an old Excel workbook; save the sheet as CSV'],
  ['%PDF', 'a PDF; expected CSV, JSON, Parquet or Feather'],
  ['\x89PNG', 'a picture; expected CSV, JSON, Parquet or Feather'],
  ['\x80\x04\x95', 'a Python pickle, which can run programs; write the candles as Feather or CSV'],
  ['\x80\x05\x95', 'a Python pickle, which can run programs; write the candles as Feather or CSV'],
];

export function containerOf(start: Uint8Array): Container {
  const head = latin1(start, 16);
  return MAGIC.find(([magic]) => head.startsWith(magic))?.[1] ?? 'text';
}

/** The type of a file that cannot be read as text, and what to do about it; null if it may be text. */
export function foreignKindOf(start: Uint8Array): string | null {
  const head = latin1(start, 4096);
  const foreign = FOREIGN.find(([magic]) => head.startsWith(magic));
  if (foreign) return foreign[1];
  if (head.slice(257, 262) === 'ustar') return 'a tar archive; unpack it first';
  if (/^\s*<(!doctype|html|\?xml)/i.test(head))
    return 'a web page or XML; expected CSV, JSON, Parquet or Feather';
  return head.includes('\0')
    ? 'a binary file; expected CSV, JSON, Parquet or Feather, plain, gzip or zip'
    : null;
}

export function latin1(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, length)).toString('latin1');
}
