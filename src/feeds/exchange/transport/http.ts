/** One GET or POST to an exchange, as seen by our limiter and our transport. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Rows of numbers in the answer may arrive as NumberRows. */
  readonly numberRows?: boolean;
}

/**
 * An answer that has passed every check: status 200, known encoding, within the size limit, a JSON object or
 * array.
 */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body; if `json` contains NumberRows, without these. */
  readonly text: string;
  readonly json: object;
  /** Bytes of the body on the wire, before decompression. */
  readonly wireBytes: number;
}

/** Called at most once, with the headers of an answer: see {@link Send}. */
export type OnArrival = (headers: HttpAnswer['headers']) => void;

/**
 * Sends one request.
 * @param onArrival  called when a long answer has arrived completely but has not been read yet: the exchange
 *   has done its part, and the next request need not wait for ours. Not called for short answers, which may
 *   be rejections.
 * @throws {ExchangeFailure} for anything but a good answer; the signal's reason when aborted.
 */
export type Send = (request: HttpRequest, onArrival?: OnArrival) => Promise<HttpAnswer>;
