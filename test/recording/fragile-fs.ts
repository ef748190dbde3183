import { basename } from 'node:path';
import type { RecordingFs } from '../../src/recording/writer/recording-fs.js';
import type { Rng } from '../../src/util/rng.js';

/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;

/** A file: as a process sees it, and as it is certainly on disk. */
interface Inode {
  readonly number: number;
  seen: Uint8Array;
  kept: Uint8Array;
}

/** Names that were given to files or taken away (null) at once. */
type NameChange = readonly (readonly [name: string, inode: Inode | null])[];

/** Thrown by every call from the moment on at which the power is gone. */
export class PowerCut extends Error {}

/**
 * A folder in memory that keeps what was fsynced through a power failure, and of everything else a random
 * part: any sectors of the writes, a length with or without the data, any of the changed names. A missing
 * sector in the middle contains zeros, or the previous content of the disk.
 */
export class FragileFs {
  readonly #rng: Rng;
  /** Calls until the power goes. */
  #callsLeft: number;
  #isOff = false;
  readonly #seen = new Map<string, Inode>();
  readonly #kept = new Map<string, Inode>();
  #changes: NameChange[] = [];
  #inodes = 0;
  #calls = 0;
  /** False: a disk that confirms writes it has not made. */
  readonly #isHonest: boolean;

  constructor(rng: Rng, callsLeft = Infinity, isHonest = true) {
    this.#rng = rng;
    this.#callsLeft = callsLeft;
    this.#isHonest = isHonest;
  }

  /** Calls so far. */
  get calls(): number {
    return this.#calls;
  }

  contentOf(path: string): Uint8Array | null {
    return this.#seen.get(basename(path))?.seen ?? null;
  }

  /** The folder that is found when the power is back. */
  afterPowerLoss(callsLeft = Infinity): FragileFs {
    const next = new FragileFs(this.#rng, callsLeft);
    const names = new Map(this.#kept);
    for (const change of this.#changes) if (this.#rng.next() < 0.5) apply(change, names);
    for (const [name, inode] of names) {
      const left = this.#leftOf(inode);
      const copy = { number: ++next.#inodes, seen: left, kept: left };
      next.#seen.set(name, copy);
      next.#kept.set(name, copy);
    }
    return next;
  }

  /** @returns the file system for a recording. */
  get files(): RecordingFs {
    return {
      open: async (path: string, flags: string) => this.#open(path, flags),
      readFile: async (path: string, encoding?: 'utf8') => {
        const bytes = this.#call(() => Buffer.from(this.#at(path).seen));
        return encoding === undefined ? bytes : bytes.toString(encoding);
      },
      writeFile: async (path: string, data: string | Uint8Array, options: { flush?: boolean }) => {
        this.#call(() => {
          if (this.#seen.has(basename(path))) throw systemError('EEXIST');
          const nothing = new Uint8Array(0);
          this.#change([[basename(path), { number: ++this.#inodes, seen: nothing, kept: nothing }]]);
        });
        this.#call(() => (this.#at(path).seen = new Uint8Array(Buffer.from(data))));
        if (options.flush) this.#call(() => this.#sync(this.#at(path)));
      },
      rename: async (from: string, to: string) => {
        this.#call(() =>
          this.#change([
            [basename(to), this.#at(from)],
            [basename(from), null],
          ]),
        );
      },
      link: async (from: string, to: string) => {
        this.#call(() => {
          if (this.#seen.has(basename(to))) throw systemError('EEXIST');
          this.#change([[basename(to), this.#at(from)]]);
        });
      },
      unlink: async (path: string) => {
        this.#call(() => {
          this.#at(path);
          this.#change([[basename(path), null]]);
        });
      },
      chmod: async () => this.#call(() => undefined),
      stat: async (path: string) => this.#call(() => statOf(this.#at(path))),
      readdir: async () => this.#call(() => [...this.#seen.keys()]),
    } as unknown as RecordingFs;
  }

  #open(path: string, flags: string) {
    const inode = this.#call(() => (basename(path).includes('.') ? this.#at(path) : null));
    if (inode === null)
      return { sync: async () => this.#call(() => this.#syncFolder()), close: async () => undefined };
    return {
      appendFile: async (data: Uint8Array) => {
        if (flags !== 'a') throw systemError('EBADF');
        this.#call(() => (inode.seen = Buffer.concat([inode.seen, data])));
      },
      sync: async () => this.#call(() => this.#sync(inode)),
      stat: async () => this.#call(() => statOf(inode)),
      close: async () => undefined,
    };
  }

  /** A call may have been done or not when the power fails; its caller never learns. */
  #call<Result>(work: () => Result): Result {
    if (this.#isOff) throw new PowerCut();
    this.#calls++;
    if (this.#calls <= this.#callsLeft) return work();
    this.#isOff = true;
    if (this.#rng.next() < 0.5) work();
    throw new PowerCut();
  }

  #at(path: string): Inode {
    const inode = this.#seen.get(basename(path));
    if (inode === undefined) throw systemError('ENOENT');
    return inode;
  }

  #change(change: NameChange): void {
    apply(change, this.#seen);
    this.#changes.push(change);
  }

  #sync(inode: Inode): void {
    if (this.#isHonest) inode.kept = inode.seen;
  }

  #syncFolder(): void {
    if (!this.#isHonest) return;
    this.#kept.clear();
    for (const [name, inode] of this.#seen) this.#kept.set(name, inode);
    this.#changes = [];
  }

  #leftOf({ seen, kept }: Inode): Uint8Array {
    if (seen === kept) return kept;
    const length = kept.length + this.#upTo(seen.length - kept.length);
    const left = new Uint8Array(length);
    left.set(kept.subarray(0, length));
    const isStale = this.#rng.next() < 0.3;
    for (let sector = Math.floor(kept.length / SECTOR_BYTES); sector * SECTOR_BYTES < length; sector++) {
      const from = Math.max(kept.length, sector * SECTOR_BYTES);
      const to = Math.min(length, (sector + 1) * SECTOR_BYTES);
      if (this.#rng.next() < 0.6) left.set(seen.subarray(from, to), from);
      else if (isStale) for (let at = from; at < to; at++) left[at] = Math.floor(this.#rng.next() * 256);
    }
    return left;
  }

  /** The whole length half the time, otherwise any. */
  #upTo(most: number): number {
    return this.#rng.next() < 0.5 ? most : Math.floor(this.#rng.next() * (most + 1));
  }
}

function apply(change: NameChange, names: Map<string, Inode>): void {
  for (const [name, inode] of change) {
    if (inode === null) names.delete(name);
    else names.set(name, inode);
  }
}

function statOf({ seen, number }: Inode) {
  return { size: seen.length, ino: number };
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made for a test`), { code });
}
