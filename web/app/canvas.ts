const colours = new Map<string, string>();

/** A colour of the theme. Cached: querying it makes the browser recompute all styles. */
export function colour(name: string): string {
  const key = `${document.documentElement.dataset.theme} ${name}`;
  const kept = colours.get(key);
  if (kept !== undefined) return kept;
  const found = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  colours.set(key, found);
  return found;
}

/** In CSS pixels, passed in: querying an element makes the browser lay out the page. */
export interface CanvasSize {
  readonly clientWidth: number;
  readonly clientHeight: number;
}

/** A cleared canvas whose unit is a CSS pixel; null if there is none or it has no size. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  { clientWidth, clientHeight }: CanvasSize = canvas,
): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d');
  if (context === null || clientWidth === 0 || clientHeight === 0) return null;
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, clientWidth, clientHeight);
  return context;
}
