import { EngineClient } from './engine-client.js';
import { moments, playback, workerProblem } from './store.js';
import { playbackReducer } from '../model/playback.js';

export const engine = new EngineClient({
  onGrown(added) {
    moments.value = [...moments.value, ...added];
    playback.value = playbackReducer(playback.value, { type: 'grow', momentCount: moments.value.length });
  },
  onNoWorker: (reason) => (workerProblem.value = reason),
});
