export type FigureUnit = 'percent' | 'bytes' | 'ms' | 'count' | 'ratio';

interface Figure {
  readonly name: string;
  readonly unit: FigureUnit;
  /** In alerts and the live view. */
  readonly label: string;
  readonly help: string;
  /** The Prometheus name, in base units: ratios, seconds, bytes. */
  readonly metric: string;
}

/** Everything sampled, one row each: history, summary, alerts, outlets and docs are derived from it. */
export const FIGURES = [
  {
    name: 'cpuPercent',
    unit: 'percent',
    label: 'CPU',
    help: 'CPU time of all threads of the process, as a share of all cores',
    metric: 'squall_process_cpu_ratio',
  },
  {
    name: 'memoryPercent',
    unit: 'percent',
    label: 'memory',
    help: 'Memory used, as a share of the nearest limit',
    metric: 'squall_memory_used_ratio',
  },
  {
    name: 'memoryUsedBytes',
    unit: 'bytes',
    label: 'memory used',
    help: 'Memory that counts against the nearest limit',
    metric: 'squall_memory_used_bytes',
  },
  {
    name: 'memoryLimitBytes',
    unit: 'bytes',
    label: 'memory limit',
    help: 'The nearest limit on memory',
    metric: 'squall_memory_limit_bytes',
  },
  {
    name: 'rssBytes',
    unit: 'bytes',
    label: 'RSS',
    help: 'Resident set of the process',
    metric: 'squall_process_resident_memory_bytes',
  },
  {
    name: 'heapUsedBytes',
    unit: 'bytes',
    label: 'heap',
    help: 'Objects on the JavaScript heap of the main thread',
    metric: 'squall_heap_used_bytes',
  },
  {
    name: 'externalBytes',
    unit: 'bytes',
    label: 'external',
    help: 'Memory outside the heap referenced by objects on it',
    metric: 'squall_external_memory_bytes',
  },
  {
    name: 'wasmBytes',
    unit: 'bytes',
    label: 'WASM',
    help: 'Shared WebAssembly memory; only touched pages are resident',
    metric: 'squall_wasm_memory_bytes',
  },
  {
    name: 'workers',
    unit: 'count',
    label: 'workers',
    help: 'Worker threads that compute',
    metric: 'squall_workers',
  },
  {
    name: 'threads',
    unit: 'count',
    label: 'threads',
    help: "Threads of the process, including Node's own",
    metric: 'squall_process_threads',
  },
  {
    name: 'openFiles',
    unit: 'count',
    label: 'open files',
    help: 'Open file descriptors, including sockets',
    metric: 'squall_process_open_fds',
  },
  {
    name: 'sockets',
    unit: 'count',
    label: 'sockets',
    help: 'Open sockets of the process',
    metric: 'squall_process_sockets',
  },
  {
    name: 'eventLoopDelayMeanMs',
    unit: 'ms',
    label: 'event-loop delay mean',
    help: 'How late timers of the main thread ran since the last sample, mean',
    metric: 'squall_event_loop_delay_mean_seconds',
  },
  {
    name: 'eventLoopDelayP99Ms',
    unit: 'ms',
    label: 'event-loop delay p99',
    help: 'How late timers of the main thread ran since the last sample, 99th percentile',
    metric: 'squall_event_loop_delay_p99_seconds',
  },
  {
    name: 'eventLoopDelayMaxMs',
    unit: 'ms',
    label: 'event-loop delay max',
    help: 'How late timers of the main thread ran since the last sample, maximum',
    metric: 'squall_event_loop_delay_max_seconds',
  },
  {
    name: 'gcPercent',
    unit: 'percent',
    label: 'garbage collection',
    help: 'Time in garbage collections of the main thread since the last sample',
    metric: 'squall_gc_time_ratio',
  },
  {
    name: 'diskPercent',
    unit: 'percent',
    label: 'disk',
    help: 'Used space of the disk that holds the state folder',
    metric: 'squall_disk_used_ratio',
  },
  {
    name: 'diskFreeBytes',
    unit: 'bytes',
    label: 'disk free',
    help: 'Space available to us on the disk that holds the state folder',
    metric: 'squall_disk_free_bytes',
  },
  {
    name: 'loadPerCore',
    unit: 'ratio',
    label: 'load per core',
    help: 'The highest of the 1, 5 and 15 minute load averages of the machine, per core',
    metric: 'squall_machine_load_per_core',
  },
  {
    name: 'scanMs',
    unit: 'ms',
    label: 'last scan',
    help: 'Wall time of the last scan',
    metric: 'squall_scan_last_duration_seconds',
  },
  {
    name: 'scanAgeMs',
    unit: 'ms',
    label: 'since the last scan',
    help: 'Time since the last scan was done',
    metric: 'squall_scan_age_seconds',
  },
  {
    name: 'marketsScanned',
    unit: 'count',
    label: 'markets scanned',
    help: 'Markets whose metrics the last scan computed',
    metric: 'squall_scan_markets',
  },
  {
    name: 'candidates',
    unit: 'count',
    label: 'candidates',
    help: 'Markets that passed all filters of the last scan',
    metric: 'squall_scan_candidates',
  },
  {
    name: 'batches',
    unit: 'count',
    label: 'batches',
    help: 'Batches of the last scan',
    metric: 'squall_scan_batches',
  },
  {
    name: 'batchSize',
    unit: 'count',
    label: 'batch size',
    help: 'Markets in the last batch',
    metric: 'squall_batch_size_markets',
  },
  {
    name: 'batchesRunning',
    unit: 'count',
    label: 'batches running',
    help: 'Batches in flight now',
    metric: 'squall_batches_running',
  },
  {
    name: 'queueDepth',
    unit: 'count',
    label: 'queue',
    help: 'Requests waiting to be sent',
    metric: 'squall_request_queue_depth',
  },
  {
    name: 'requestsPerMinute',
    unit: 'count',
    label: 'requests per minute',
    help: 'Requests to exchanges in the last minute',
    metric: 'squall_requests_per_minute',
  },
  {
    name: 'weightPerMinute',
    unit: 'count',
    label: 'weight per minute',
    help: "Request weight in the last minute, by the exchange's count",
    metric: 'squall_request_weight_per_minute',
  },
  {
    name: 'weightUsedPercent',
    unit: 'percent',
    label: 'weight used',
    help: "Request weight in the last minute, as a share of the exchange's limit",
    metric: 'squall_request_weight_used_ratio',
  },
  {
    name: 'cacheHitPercent',
    unit: 'percent',
    label: 'cache hits',
    help: 'Share of look-ups that all caches together could answer',
    metric: 'squall_cache_hit_ratio',
  },
] as const satisfies readonly Figure[];

export type FigureName = (typeof FIGURES)[number]['name'];

export const FIGURE_NAMES: readonly FigureName[] = FIGURES.map(({ name }) => name);

/** Null: unknown, and the sample says why. */
export type Figures = Readonly<Record<FigureName, number | null>>;

const BY_NAME: ReadonlyMap<string, (typeof FIGURES)[number]> = new Map(FIGURES.map((row) => [row.name, row]));

export function figureOf(name: FigureName): Figure {
  return BY_NAME.get(name)!;
}
