import { stat } from 'node:fs/promises';

/** State of a file at a moment. */
export interface FileState {
  readonly bytes: number;
  /** Constant for one file, however much is added to it; null = there is no file yet. */
  readonly file: string | null;
}

const NO_FILE: FileState = { bytes: 0, file: null };

/** Interval between checks of a file that has listeners. */
const LOOK_MS = 500;
/** Checks after which an unchanged state is sent again, so that both ends notice a dead connection. */
const LOOKS_A_REPEAT = 30;

type Listener = (state: FileState) => void;

/** Identity of a file: one deleted and recreated under the same name is another. */
export function fileStateOf({
  size,
  ino,
  birthtimeMs,
}: Readonly<Record<'size' | 'ino' | 'birthtimeMs', number>>): FileState {
  return { bytes: size, file: `${ino.toString(36)}-${Math.trunc(birthtimeMs).toString(36)}` };
}

/**
 * Reports a file's size: to a new listener the last state, to all of them each change, and now and then no
 * change. Checks the file only while it has listeners. File system notifications would be missed on network
 * drives.
 */
export class FileGrowth {
  readonly #listeners = new Set<Listener>();
  #reported: FileState | null = null;
  #looksSince = 0;
  #isLooking = false;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(
    readonly path: string,
    private readonly lookMs = LOOK_MS,
  ) {}

  /** @returns a function that ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#reported !== null) listener(this.#reported);
    if (this.#timer === null) {
      this.#timer = setInterval(() => void this.#look(), this.lookMs);
      void this.#look();
    }
    return () => this.#forget(listener);
  }

  #forget(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.#reported = null;
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const seen = await stat(this.path).then(fileStateOf, () => NO_FILE);
    this.#isLooking = false;
    const isSame = seen.bytes === this.#reported?.bytes && seen.file === this.#reported.file;
    this.#looksSince = isSame ? this.#looksSince + 1 : 0;
    if (this.#timer === null || (isSame && this.#looksSince < LOOKS_A_REPEAT)) return;
    this.#looksSince = 0;
    this.#reported = seen;
    for (const listener of this.#listeners) listener(seen);
  }
}
