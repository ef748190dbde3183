import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
  UTCTimestamp,
} from 'lightweight-charts';
import type { Level } from '../../../src/levels/level.js';
import { shownRole } from '../../model/level-role.js';
import type { ShownRole } from '../../model/level-role.js';

/** The strongest are enough for a chart; the table has all. */
const MOST_LEVELS = 8;

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];

export type LevelColours = Readonly<Record<ShownRole, string>>;

/** Draws each level from the bar at whose close it became known to the right edge. */
export class LevelLines implements ISeriesPrimitive<Time> {
  #attached: SeriesAttachedParameter<Time> | null = null;
  #levels: readonly Level[] = [];
  #colours: LevelColours = {
    support: '',
    resistance: '',
    flipped: '',
    'crossed support': '',
    'crossed resistance': '',
  };
  readonly #views: readonly IPrimitivePaneView[] = [
    { zOrder: () => 'bottom', renderer: () => ({ draw: (target: Target) => this.#draw(target) }) },
  ];

  attached(parameter: SeriesAttachedParameter<Time>): void {
    this.#attached = parameter;
  }

  detached(): void {
    this.#attached = null;
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  set(levels: readonly Level[], colours: LevelColours): void {
    this.#levels = [...levels].sort((a, b) => b.strength - a.strength).slice(0, MOST_LEVELS);
    this.#colours = colours;
    this.#attached?.requestUpdate();
  }

  #draw(target: Target): void {
    const attached = this.#attached;
    if (attached === null) return;
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      for (const level of this.#levels) {
        const y = attached.series.priceToCoordinate(level.price);
        if (y === null) continue;
        const since = attached.chart.timeScale().timeToCoordinate((level.knownAtMs / 1000) as UTCTimestamp);
        drawLevel(
          context,
          level,
          this.#colours[shownRole(level)],
          Math.max(0, since ?? 0),
          mediaSize.width,
          y,
        );
      }
    });
  }
}

function drawLevel(
  context: CanvasRenderingContext2D,
  { strength }: Level,
  colour: string,
  from: number,
  to: number,
  y: number,
): void {
  context.strokeStyle = colour;
  context.globalAlpha = 0.2 + 0.5 * strength;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(from, Math.round(y) + 0.5);
  context.lineTo(to, Math.round(y) + 0.5);
  context.stroke();
  context.globalAlpha = 1;
}
