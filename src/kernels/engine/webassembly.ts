// The part of the WebAssembly interface that the engines use; neither Node's types nor ES2023 declare it.

/** Memory that grows in pages of 64 KiB; growing gives it a new buffer. */
export interface PagedMemory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

export interface WebAssemblyApi {
  Memory: new (descriptor: { initial: number; maximum: number; shared: boolean }) => PagedMemory;
  compile(bytes: ArrayBuffer | Uint8Array): Promise<object>;
  validate(bytes: Uint8Array): boolean;
}

/** undefined if the host has no WebAssembly, as under `node --jitless`. */
export function webAssembly(): WebAssemblyApi | undefined {
  return (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
}

export const PAGE_BYTES = 65536;

/** Replaces WebAssembly.Memory on hosts without WebAssembly. */
export class PlainMemory implements PagedMemory {
  buffer: ArrayBuffer = new ArrayBuffer(PAGE_BYTES);

  grow(pages: number): number {
    const before = this.buffer;
    this.buffer = new ArrayBuffer(before.byteLength + pages * PAGE_BYTES);
    new Uint8Array(this.buffer).set(new Uint8Array(before));
    return before.byteLength / PAGE_BYTES;
  }
}
