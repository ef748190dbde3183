/** Bytes that the codec does not write. The message says what was expected, and at which byte. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}
