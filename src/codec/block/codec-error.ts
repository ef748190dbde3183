/** Bytes that are not what the codec writes. The message says what was expected, and where in the bytes. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}
