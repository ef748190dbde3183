/** Candles as every peer wants them: plain arrays, created beforehand. */
export interface PeerCandles {
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
}

/** Outputs by the names of our catalogue, each aligned to the last bar: a peer may leave out the first ones. */
export type PeerOutputs = Partial<Record<string, ArrayLike<number>>>;

export interface PeerIndicator {
  /** Row of our catalogue. */
  readonly id: string;
  readonly run: (candles: PeerCandles) => PeerOutputs;
  /** Where its numbers may differ from ours by more than our accuracy: by how much, and why. */
  readonly differs?: { readonly limit: number | null; readonly why: string };
}

export interface Peer {
  /** As in package.json. */
  readonly name: string;
  readonly isNative: boolean;
  readonly indicators: readonly PeerIndicator[];
}

/** The packages' types are incompatible: every peer is called as plain JavaScript. */

export type Package = Record<string, unknown>;
