// Writes an AssemblyScript function that finds the medians of TILE_ROWS consecutive windows of TILE_PERIOD
// values with minima and maxima only: no branches, so four markets are sorted at once.   node
// scripts/median-network.mjs KERNEL.ts RIVAL.ts The second file contains the same network in JavaScript's
// integer arithmetic, for the rival in the benchmarks.  Neighbouring windows share most of their values.
// These are sorted once; then the windows are split in halves repeatedly, each half merging only the
// values that the other lacks. After every merge, ranks that can no longer become the middle one are dropped,
// and unused values are never written.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const TILE_PERIOD = 20;
const TILE_ROWS = 8;

/** Values of the network: inputs and minima or maxima of two earlier values, each pair only once. */
class Network {
  nodes = [];
  #known = new Map();

  #node(kind, a, b) {
    const key = `${kind} ${a} ${b}`;
    let id = this.#known.get(key);
    if (id === undefined) {
      id = this.nodes.push({ kind, a, b }) - 1;
      this.#known.set(key, id);
    }
    return id;
  }

  input(index) {
    return this.#node('input', index, 0);
  }

  /** HIGHEST and LOWEST are not values but positions beyond the ends of a list; they vanish here. */
  lesser(a, b) {
    if (a === HIGHEST || a === b) return b;
    if (b === HIGHEST) return a;
    if (a === LOWEST || b === LOWEST) return LOWEST;
    return this.#node('lesser', Math.min(a, b), Math.max(a, b));
  }

  greater(a, b) {
    if (a === LOWEST || a === b) return b;
    if (b === LOWEST) return a;
    if (a === HIGHEST || b === HIGHEST) return HIGHEST;
    return this.#node('greater', Math.min(a, b), Math.max(a, b));
  }
}

const HIGHEST = -1;
const LOWEST = -2;

/** Merges two sorted lists of equal length 2^n (Batcher's odd-even merge). */
function mergeEqual(network, a, b) {
  if (a.length === 1) return [network.lesser(a[0], b[0]), network.greater(a[0], b[0])];
  const at = (remainder) => (_, index) => index % 2 === remainder;
  const even = mergeEqual(network, a.filter(at(0)), b.filter(at(0)));
  const odd = mergeEqual(network, a.filter(at(1)), b.filter(at(1)));
  const merged = [even[0]];
  for (let i = 0; i + 1 < even.length; i++) {
    merged.push(network.lesser(odd[i], even[i + 1]), network.greater(odd[i], even[i + 1]));
  }
  return [...merged, odd.at(-1)];
}

/** Puts one value into a sorted list. */
function insert(network, list, value) {
  return Array.from({ length: list.length + 1 }, (_, i) => {
    const below = i > 0 ? list[i - 1] : LOWEST;
    const above = i < list.length ? list[i] : HIGHEST;
    return network.greater(below, network.lesser(above, value));
  });
}

function merge(network, a, b) {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  if (b.length === 1) return insert(network, a, b[0]);
  if (a.length === 1) return insert(network, b, a[0]);
  let size = 1;
  while (size < Math.max(a.length, b.length)) size *= 2;
  const pad = (list) => [...list, ...Array(size - list.length).fill(HIGHEST)];
  return mergeEqual(network, pad(a), pad(b)).slice(0, a.length + b.length);
}

function sort(network, list) {
  if (list.length <= 1) return list;
  const half = list.length >> 1;
  return merge(network, sort(network, list.slice(0, half)), sort(network, list.slice(half)));
}

/**
 * The network and, for each window, its lower and upper middle value (the same one if the period is odd). A
 * group is the common part of windows [from, to): `count` values seen, of which `list` has ranks `rank` and
 * up.
 */
function medianNetwork(period, rows) {
  const network = new Network();
  const lowMiddle = (period - 1) >> 1;
  const highMiddle = period >> 1;
  const medians = [];
  const inputs = (from, to) => Array.from({ length: to - from }, (_, i) => network.input(from + i));

  const prune = ({ list, rank, count }) => {
    const missing = period - count;
    const from = Math.max(0, lowMiddle - missing - rank);
    const to = Math.min(list.length, highMiddle - rank + 1);
    return { list: list.slice(from, to), rank: rank + from, count };
  };
  const extend = (group, extra) =>
    prune({
      list: merge(network, group.list, sort(network, extra)),
      rank: group.rank,
      count: group.count + extra.length,
    });
  const solve = (from, to, group) => {
    if (to - from === 1) {
      medians[from] = [group.list[lowMiddle - group.rank], group.list[highMiddle - group.rank]];
      return;
    }
    const middle = (from + to) >> 1;
    solve(from, middle, extend(group, inputs(middle - 1, to - 1)));
    solve(middle, to, extend(group, inputs(from + period, middle + period)));
  };

  const common = inputs(rows - 1, period);
  solve(0, rows, prune({ list: sort(network, common), rank: 0, count: common.length }));
  return { nodes: network.nodes, medians };
}

/** Throws unless the network finds the medians of random windows, half of them full of ties. */
function prove({ nodes, medians }, period, rows) {
  let state = 20240612;
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let round = 0; round < 2000; round++) {
    const input = Array.from({ length: period + rows - 1 }, () => random(round % 2 ? 6 : 1000));
    const values = [];
    for (const { kind, a, b } of nodes) {
      const value =
        kind === 'input'
          ? input[a]
          : kind === 'lesser'
            ? Math.min(values[a], values[b])
            : Math.max(values[a], values[b]);
      values.push(value);
    }
    medians.forEach(([low, high], row) => {
      const window = input.slice(row, row + period).sort((a, b) => a - b);
      if (values[low] !== window[(period - 1) >> 1] || values[high] !== window[period >> 1]) {
        throw new Error(
          `The median network of period ${period} is wrong in row ${row} for ${input.join(' ')}.`,
        );
      }
    });
  }
}

/** A language's syntax for the parts of the network. */
const ASSEMBLY_SCRIPT = {
  input: (id, index) => `const v${id} = readBits<B>(row(values, ${index}));`,
  lesser: (id, a, b) => `const v${id} = lesserBits<B>(v${a}, v${b});`,
  greater: (id, a, b) => `const v${id} = greaterBits<B>(v${a}, v${b});`,
  output: (index, low, high) => `writeMiddle<B>(row(medians, ${index}), v${low}, v${high});`,
};

/**
 * A minimum without a branch: the difference of two integers ≥ 0 cannot overflow, its sign makes the mask.
 */
const JAVASCRIPT = {
  input: (id, index) => `const v${id} = values[from + ${index}];`,
  lesser: (id, a, b) => `const v${id} = (v${b} + ((v${a} - v${b}) & ((v${a} - v${b}) >> 31))) | 0;`,
  greater: (id, a, b) => `const v${id} = (v${a} - ((v${a} - v${b}) & ((v${a} - v${b}) >> 31))) | 0;`,
  output: (index, low, high) => `lows[to + ${index}] = v${low};\n  highs[to + ${index}] = v${high};`,
};

/** Statements in the order in which the medians need them, so that few values are alive at a time. */
function statements({ nodes, medians }, language) {
  const lines = [];
  const done = new Set();
  const emit = (id) => {
    if (done.has(id)) return;
    done.add(id);
    const { kind, a, b } = nodes[id];
    if (kind !== 'input') {
      emit(a);
      emit(b);
    }
    lines.push(language[kind](id, a, b));
  };
  medians.forEach(([low, high], index) => {
    emit(low);
    emit(high);
    lines.push(language.output(index, low, high));
  });
  return lines.map((line) => `  ${line}\n`).join('');
}

function writeSource(file, source) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `// Generated by scripts/median-network.mjs, which also proves it.\n${source}`);
}

const [kernelFile, rivalFile] = process.argv.slice(2);
if (rivalFile === undefined) throw new Error('Expected the paths of the two files to write.');
const network = medianNetwork(TILE_PERIOD, TILE_ROWS);
prove(network, TILE_PERIOD, TILE_ROWS);
writeSource(
  kernelFile,
  `import { row } from '../../assembly/lanes';
import { greaterBits, lesserBits, readBits, writeMiddle } from '../../assembly/volume-bits';

export const TILE_PERIOD: i32 = ${TILE_PERIOD};
export const TILE_ROWS: i32 = ${TILE_ROWS};

/** Medians of the windows of TILE_PERIOD values that begin at rows 0 … TILE_ROWS − 1 of \`values\`. */
export function medianTile<B>(values: usize, medians: usize): void {
${statements(network, ASSEMBLY_SCRIPT)}}
`,
);
writeSource(
  rivalFile,
  `
export const TILE_PERIOD = ${TILE_PERIOD};
export const TILE_ROWS = ${TILE_ROWS};

/** The two middle values of the windows that begin at \`from\` … \`from\` + TILE_ROWS − 1, to \`to\` and after. */
export function medianTile(
  values: Int32Array,
  from: number,
  lows: Int32Array,
  highs: Int32Array,
  to: number,
): void {
${statements(network, JAVASCRIPT)}}
`,
);
