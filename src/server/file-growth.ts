import { stat } from 'node:fs/promises';

/** What there is of a file at a moment. */
export interface FileState {
  readonly bytes: number;
  /** The same as long as it is the same file, however much is added to it; null = there is no file yet. */
  readonly file: string | null;
}

const NO_FILE: FileState = { bytes: 0, file: null };

/** Between two looks at a file to which somebody listens. */
const LOOK_MS = 500;
/** Looks after which a state that has not changed is told again: so both ends notice a connection that is dead. */
const LOOKS_A_REPEAT = 30;

type Listener = (state: FileState) => void;

/** Who a file is: one that was deleted and made anew under the same name is another. */
export function fileStateOf({
  size,
  ino,
  birthtimeMs,
}: Readonly<Record<'size' | 'ino' | 'birthtimeMs', number>>): FileState {
  return { bytes: size, file: `${ino.toString(36)}-${Math.trunc(birthtimeMs).toString(36)}` };
}

/**
 * Tells how large a file is: a new listener what was seen last, all of them what changes, and now and then what has not.
 * Looks at the file only while somebody listens. Notices of the file system would be missed on network drives.
 */
export class FileGrowth {
  readonly #listeners = new Set<Listener>();
  #told: FileState | null = null;
  #looksSince = 0;
  #isLooking = false;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(
    readonly path: string,
    private readonly lookMs = LOOK_MS,
  ) {}

  /** @returns what ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#told !== null) listener(this.#told);
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
    this.#told = null;
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const seen = await stat(this.path).then(fileStateOf, () => NO_FILE);
    this.#isLooking = false;
    const isSame = seen.bytes === this.#told?.bytes && seen.file === this.#told.file;
    this.#looksSince = isSame ? this.#looksSince + 1 : 0;
    if (this.#timer === null || (isSame && this.#looksSince < LOOKS_A_REPEAT)) return;
    this.#looksSince = 0;
    this.#told = seen;
    for (const listener of this.#listeners) listener(seen);
  }
}
