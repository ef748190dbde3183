export interface LevelTouch {
  /** Open time of the bar that touched, UTC ms. */
  readonly timeMs: number;
  readonly price: number;
}

/** A price where the market has turned or traded heavily before. */
export interface Level {
  readonly price: number;
  readonly type: 'support' | 'resistance';
  /** Its current role: `flipped` = broken by a close and holding from the other side. */
  readonly role: 'support' | 'resistance' | 'flipped';
  /** 0…1. */
  readonly strength: number;
  readonly touches: readonly LevelTouch[];
  readonly firstTouchMs: number;
  readonly lastTouchMs: number;
  /** Close time of the bar at whose close the level could first be known, UTC ms. */
  readonly knownAtMs: number;
  /** (level − price) / ATR; positive above the price. */
  readonly distanceAtr: number;
}
