import { EngineClient } from './engine-client.js';
import { moments, playback } from './store.js';
import { playbackReducer } from '../model/playback.js';

export const engine = new EngineClient((added) => {
  moments.value = [...moments.value, ...added];
  playback.value = playbackReducer(playback.value, { type: 'grow', momentCount: moments.value.length });
});
