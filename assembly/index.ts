// The single entry point of both builds. No kernel owns memory: every address comes from the host
// (src/kernels/engine/layout.ts), in bytes.
export { ingest } from './ingest/ingest';
export { run } from './run';
export { liveBar } from './live-bar';
export { columns } from './columns/columns';
