import { EngineClient } from './engine-client.js';
import { ScanCrew } from './scan-crew.js';
import { startEngine } from './start-engine.js';
import { moments, playback, workerProblem } from './store.js';
import { playbackReducer } from '../model/playback.js';

export const engine = new EngineClient(
  (events) => startEngine(events, (reason) => (workerProblem.value = reason)),
  (added) => {
    moments.value = [...moments.value, ...added];
    playback.value = playbackReducer(playback.value, { type: 'grow', momentCount: moments.value.length });
  },
);

/** An engine that scans ahead of it. */
export const scanCrew = new ScanCrew();
