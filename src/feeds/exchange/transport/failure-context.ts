/** Where a failure happened; for its sentence and its times. */
export interface FailureContext {
  /** Id of the exchange: `binance`. */
  readonly exchange: string;
  /** `GET api.binance.com/api/v3/klines`: no query. */
  readonly where: string;
  /** Wall time of the failure, UTC ms. */
  readonly wallMs: number;
}
