import { useEffect, useRef } from 'preact/hooks';
import type { Closes } from '../engine/protocol.js';
import { colour, prepareCanvas } from './canvas.js';

const BARS = 48;

/** As in the style sheet. */
const SIZE = { clientWidth: 54, clientHeight: 22 };

interface SparklineProps {
  readonly closes: Closes | null;
  readonly market: number;
  /** Index after the last bar to show. */
  readonly end: number;
  readonly theme: string;
}

/** Closes of the last bars before the moment. */
export function Sparkline({ closes, market, end, theme }: SparklineProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null && closes !== null) drawSparkline(canvas.current, closes, market, end);
  }, [closes, market, end, theme]);
  return <canvas class="spark" ref={canvas} aria-hidden="true" />;
}

function drawSparkline(
  canvas: HTMLCanvasElement,
  { close, bars }: Closes,
  market: number,
  end: number,
): void {
  const context = prepareCanvas(canvas, SIZE);
  if (context === null) return;
  const shown = close.subarray(market * bars + Math.max(0, end - BARS), market * bars + Math.max(0, end));
  const known = shown.filter((value) => !Number.isNaN(value));
  if (known.length < 2) return;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const { clientWidth: width, clientHeight: height } = SIZE;
  const y = (value: number): number => height - 2 - ((value - low) / (high - low || 1)) * (height - 4);
  context.strokeStyle = colour(known[known.length - 1] >= known[0] ? '--up' : '--down');
  context.lineWidth = 1.25;
  context.lineJoin = 'round';
  context.beginPath();
  let isDown = false;
  shown.forEach((value, at) => {
    if (Number.isNaN(value)) return;
    const x = (at / (BARS - 1)) * (width - 2) + 1;
    if (isDown) context.lineTo(x, y(value));
    else context.moveTo(x, y(value));
    isDown = true;
  });
  context.stroke();
}
