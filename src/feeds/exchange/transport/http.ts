/** One GET or POST to an exchange, as our limiter and our transport see it. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Rows of numbers in the answer may come as NumberRows. */
  readonly numberRows?: boolean;
}

/** An answer that has passed every check: status 200, known encoding, within the size limit, a JSON object or array. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body; where `json` holds NumberRows, without these. */
  readonly text: string;
  readonly json: object;
  /** Bytes of the body as they came over the wire, before decompression. */
  readonly wireBytes: number;
}

/** Called at most once, with the headers of an answer: see {@link Send}. */
export type OnArrival = (headers: HttpAnswer['headers']) => void;

/**
 * Sends one request.
 * @param onArrival  called when all of a long answer is here but nothing of it read yet: the exchange has done its
 *   part, and
 *   the next request need not wait until ours is done. Not called for short answers, which may be refusals.
 * @throws {ExchangeFailure} for everything that is not a good answer; the signal's reason when aborted.
 */
export type Send = (request: HttpRequest, onArrival?: OnArrival) => Promise<HttpAnswer>;
