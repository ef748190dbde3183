/** Bytes of a text as UTF-8 without a byte order mark, with line ends that include a newline. */
export async function* asUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let convert: ((bytes: Uint8Array) => Uint8Array) | null = null;
  for await (const chunk of chunks) {
    if (convert === null) {
      const { encoding, markBytes } = encodingOf(chunk);
      const decode = encoding === 'utf-8' ? null : new TextDecoder(encoding);
      const toUtf8 = (bytes: Uint8Array): Uint8Array =>
        decode === null ? bytes : Buffer.from(decode.decode(bytes, { stream: true }));
      const start = toUtf8(chunk.subarray(markBytes));
      convert = hasOldLineEnds(start) ? (bytes) => withNewlines(toUtf8(bytes)) : toUtf8;
      yield hasOldLineEnds(start) ? withNewlines(start) : start;
    } else yield convert(chunk);
  }
}

/** Whether `asUtf8` leaves a text with this beginning unchanged. */
export function isPlainText(start: Uint8Array): boolean {
  return encodingOf(start).markBytes === 0 && !hasOldLineEnds(start);
}

function encodingOf(bytes: Uint8Array): { readonly encoding: string; readonly markBytes: number } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', markBytes: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  return { encoding: 'utf-8', markBytes: 0 };
}

/** Lines that end in a lone carriage return, as in old spreadsheets. */
function hasOldLineEnds(bytes: Uint8Array): boolean {
  return bytes.includes(0x0d) && !bytes.includes(0x0a);
}

function withNewlines(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === 0x0d ? 0x0a : byte));
}
