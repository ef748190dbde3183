import PQueue from 'p-queue';
import type { Progress } from '../resources/batches/batch-steering.js';

/** The stages of a batch of items. */
export interface BatchWork<Item, Fetched> {
  /** Waits for others: as many batches at once as the controller allows. */
  readonly fetch: (batch: readonly Item[]) => Promise<Fetched>;
  /** Needs this thread: one batch at a time. A batch in this stage does not count against the fetches. */
  readonly compute: (fetched: Fetched) => Promise<void>;
  /** Takes the items that memory has no room for. @default taking them fails with MEM_PRESSURE */
  readonly leave?: (left: readonly Item[], reason: string) => void;
}

/** The batches in flight: some are being fetched, at most as many wait, one is computed. */
export class BatchCrew<Item, Fetched> {
  readonly #work: BatchWork<Item, Fetched>;
  readonly #fetching = new Set<Promise<void>>();
  readonly #computing = new PQueue({ concurrency: 1 });
  readonly #failures: unknown[] = [];
  #marketsUnderWay = 0;
  #marketsDone = 0;

  constructor(work: BatchWork<Item, Fetched>) {
    this.#work = work;
  }

  get progress(): Progress {
    return { marketsUnderWay: this.#marketsUnderWay, marketsDone: this.#marketsDone };
  }

  get hasFailed(): boolean {
    return this.#failures.length > 0;
  }

  /** Starts a batch, however many are being fetched. @param onFetched  called when its data has arrived. */
  begin(batch: readonly Item[], onFetched: () => void): void {
    this.#marketsUnderWay += batch.length;
    const fetching = this.#fetch(batch, onFetched)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.#fetching.delete(fetching));
    this.#fetching.add(fetching);
  }

  /** Settles when fewer batches than this are being fetched. */
  async fewerThan(slots: number): Promise<void> {
    while (this.#fetching.size >= slots) await Promise.race(this.#fetching);
  }

  /** Settles when nothing is in flight. */
  async idle(): Promise<void> {
    await Promise.all(this.#fetching);
    await this.#computing.onIdle();
  }

  throwFailure(): void {
    if (this.hasFailed) throw this.#failures[0];
  }

  async #fetch(batch: readonly Item[], onFetched: () => void): Promise<void> {
    const fetched = await this.#work.fetch(batch);
    onFetched();
    await this.#computing.onSizeLessThan(1);
    this.#computing
      .add(() => this.#compute(fetched, batch.length))
      .catch((error: unknown) => this.#fail(error));
  }

  async #compute(fetched: Fetched, markets: number): Promise<void> {
    await this.#work.compute(fetched);
    this.#marketsUnderWay -= markets;
    this.#marketsDone += markets;
  }

  #fail(error: unknown): void {
    this.#failures.push(error);
  }
}
