import type { FailureCode } from '../failure.js';

/**
 * Error codes of Node (errno), OpenSSL and undici, or names of errors without a code, and their meaning here.
 */
const CODES: Readonly<Record<string, FailureCode>> = {
  ETIMEDOUT: 'NET_TIMEOUT',
  TimeoutError: 'NET_TIMEOUT',
  UND_ERR_CONNECT_TIMEOUT: 'NET_TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'NET_TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'NET_TIMEOUT',
  ECONNRESET: 'NET_RESET',
  ECONNREFUSED: 'NET_RESET',
  ECONNABORTED: 'NET_RESET',
  EPIPE: 'NET_RESET',
  EHOSTUNREACH: 'NET_RESET',
  EHOSTDOWN: 'NET_RESET',
  ENETUNREACH: 'NET_RESET',
  ENETDOWN: 'NET_RESET',
  EADDRNOTAVAIL: 'NET_RESET',
  EMFILE: 'NET_RESET',
  ENFILE: 'NET_RESET',
  UND_ERR_SOCKET: 'NET_RESET',
  UND_ERR_ABORTED: 'NET_RESET',
  UND_ERR_CLOSED: 'NET_RESET',
  UND_ERR_DESTROYED: 'NET_RESET',
  /** The connection ended before the promised length. */
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'NET_RESET',
  ENOTFOUND: 'NET_DNS',
  ENODATA: 'NET_DNS',
  HTTPParserError: 'BAD_BODY',
  UND_ERR_HEADERS_OVERFLOW: 'BAD_BODY',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'BAD_BODY',
  PROXY: 'NET_PROXY',
  EPROTO: 'NET_TLS',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'NET_TLS',
  SELF_SIGNED_CERT_IN_CHAIN: 'NET_TLS',
  HOSTNAME_MISMATCH: 'NET_TLS',
  INVALID_CA: 'NET_TLS',
};

/** The first match. `HPE_`: llhttp could not read the answer as HTTP/1.1. */
const FAMILIES: readonly (readonly [RegExp, FailureCode])[] = [
  [/^EAI_/, 'NET_DNS'],
  [/^ERR_(SSL|TLS)_|^CERT_|^CRL_|^UNABLE_TO_|^INVALID_PURPOSE$|^PATH_LENGTH_EXCEEDED$/, 'NET_TLS'],
  [/^HPE_/, 'BAD_BODY'],
];

/** Meaning of a network error code; null if it is not one. */
export function networkFailureCode(code: string): FailureCode | null {
  if (Object.hasOwn(CODES, code)) return CODES[code];
  return FAMILIES.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}
