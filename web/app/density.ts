import { densityOf } from '../model/events.js';
import type { ReplayEvent } from '../model/events.js';
import { STATE } from '../model/snapshot.js';
import type { Snapshot } from '../model/snapshot.js';
import { colour, prepareCanvas } from './canvas.js';

export interface DensityPicture {
  readonly events: readonly (readonly ReplayEvent[] | undefined)[];
  readonly snapshots: readonly (Snapshot | undefined)[];
  readonly momentCount: number;
  readonly position: number;
  readonly compared: number | null;
  /** The selected market: its time in the ranking is shown below. */
  readonly chosen: number | null;
}

const BAND_HEIGHT = 4;

/** Entered above the line, left below it; moments not computed yet are blank. */
export function drawDensity(canvas: HTMLCanvasElement, picture: DensityPicture): void {
  const context = prepareCanvas(canvas);
  if (context === null) return;
  const { clientWidth: width, clientHeight } = canvas;
  const { momentCount, events, snapshots, position, compared, chosen } = picture;
  const height = clientHeight - BAND_HEIGHT - 2;
  const step = width / Math.max(1, momentCount);
  const densities = Array.from({ length: momentCount }, (_, at) =>
    events[at] ? densityOf(events[at]) : null,
  );
  const most = Math.max(
    3,
    ...densities.map((density) => Math.max(density?.entered ?? 0, density?.left ?? 0)),
  );
  const middle = height * 0.56;
  const bar = Math.max(1, step - (step > 3 ? 1 : 0));
  densities.forEach((density, at) => {
    const x = at * step;
    if (snapshots[at] !== undefined) {
      context.fillStyle = colour('--density-base');
      context.fillRect(x, middle, Math.ceil(step), 1);
    }
    if (density === null) return;
    context.fillStyle = colour('--up');
    const up = (density.entered / most) * (middle - 2);
    context.fillRect(x, middle - up, bar, up);
    context.fillStyle = colour('--down');
    context.fillRect(x, middle + 1, bar, (density.left / most) * (height - middle - 2));
  });
  if (chosen !== null) {
    context.fillStyle = colour('--accent');
    for (let at = 0; at < momentCount; at++) {
      if (snapshots[at]?.state[chosen] === STATE.passed)
        context.fillRect(at * step, height + 2, Math.ceil(step), BAND_HEIGHT);
    }
  }
  if (compared !== null) drawPin(context, (compared + 0.5) * step, height, 'A', colour('--pin'));
  drawPin(context, (position + 0.5) * step, clientHeight, null, colour('--text-strong'));
}

function drawPin(
  context: CanvasRenderingContext2D,
  x: number,
  height: number,
  name: string | null,
  fill: string,
): void {
  context.fillStyle = fill;
  context.fillRect(Math.round(x) - 1, 0, 2, height);
  if (name === null) return;
  context.font = '600 10px system-ui, sans-serif';
  context.fillText(name, Math.round(x) + 4, 9);
}
