/** Position of a replay and whether it runs. */
export interface Playback {
  readonly position: number;
  readonly isPlaying: boolean;
  /** Moments per second. */
  readonly speed: number;
  /** Whether it jumps to new moments as they arrive. */
  readonly isFollowing: boolean;
  readonly momentCount: number;
}

export const SPEEDS = [1, 2, 5, 10, 30, 60] as const;

export type PlaybackAction =
  | { readonly type: 'seek'; readonly position: number }
  | { readonly type: 'step'; readonly by: number }
  | { readonly type: 'toggle' }
  | { readonly type: 'pause' }
  | { readonly type: 'advance' }
  | { readonly type: 'speed'; readonly speed: number }
  | { readonly type: 'follow'; readonly isFollowing: boolean }
  | { readonly type: 'grow'; readonly momentCount: number };

export function initialPlayback(momentCount: number, position: number): Playback {
  return {
    position: clamp(position, momentCount),
    isPlaying: false,
    speed: 10,
    isFollowing: false,
    momentCount,
  };
}

/** Seeking and stepping stop a replay; playing from the end starts over; growth takes followers along. */
export function playbackReducer(state: Playback, action: PlaybackAction): Playback {
  const { position, momentCount, isFollowing } = state;
  const last = momentCount - 1;
  switch (action.type) {
    case 'seek':
      return {
        ...state,
        position: clamp(action.position, momentCount),
        isPlaying: false,
        isFollowing: false,
      };
    case 'step':
      return {
        ...state,
        position: clamp(position + action.by, momentCount),
        isPlaying: false,
        isFollowing: false,
      };
    case 'toggle':
      if (state.isPlaying) return { ...state, isPlaying: false };
      return {
        ...state,
        isPlaying: momentCount > 1,
        isFollowing: false,
        position: position >= last ? 0 : position,
      };
    case 'pause':
      return { ...state, isPlaying: false };
    case 'advance':
      return { ...state, position: clamp(position + 1, momentCount), isPlaying: position + 1 < last };
    case 'speed':
      return { ...state, speed: action.speed };
    case 'follow':
      return {
        ...state,
        isFollowing: action.isFollowing,
        isPlaying: false,
        position: action.isFollowing ? last : position,
      };
    case 'grow':
      return {
        ...state,
        momentCount: action.momentCount,
        position: isFollowing ? action.momentCount - 1 : position,
      };
  }
}

function clamp(position: number, momentCount: number): number {
  return Math.max(0, Math.min(momentCount - 1, Math.round(position)));
}

/** The moment nearest to a time: the last one at or before it, otherwise the first. */
export function momentAt(moments: readonly { readonly asOfMs: number }[], timeMs: number): number {
  const after = moments.findIndex(({ asOfMs }) => asOfMs > timeMs);
  return after < 0 ? moments.length - 1 : Math.max(0, after - 1);
}

/**
 * The next moment worth scanning: those after the position first, then those before it; null = all are done.
 */
export function nextToScan(
  position: number,
  momentCount: number,
  isThere: (index: number) => boolean,
): number | null {
  for (let index = position; index < momentCount; index++) if (!isThere(index)) return index;
  for (let index = position - 1; index >= 0; index--) if (!isThere(index)) return index;
  return null;
}
