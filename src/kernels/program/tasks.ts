import {
  findIndicator,
  type IndicatorSpec,
  type OutputSpec,
  type ParameterValues,
  type ValueKind,
} from '../../indicators/catalogue.js';
import { resolveParameters } from '../../indicators/parameters.js';
import type { KernelCall } from '../engine/call.js';
import { type FusedKernel, FUSED_KERNELS, joined } from './fused-kernels.js';
import { type BlockAddresses, callOf, type Program, PROGRAMS, type RunAddresses } from './programs.js';

export interface IndicatorRequest {
  /** Id of a catalogue row. */
  readonly id: string;
  /** @default those of the catalogue */
  readonly params?: Readonly<Record<string, number | string>>;
  /**
   * Requested outputs; the others may not be computed, and are available only if the same kernel computes them.
   * @default all of the row
   */
  readonly outputs?: readonly string[];
}

/** A validated request, with its position in the block. */
export interface Task {
  readonly spec: IndicatorSpec;
  readonly params: ParameterValues;
  readonly program: Program;
  /** Computed outputs, one column each. */
  readonly outputs: readonly OutputSpec[];
  readonly firstColumn: number;
  readonly firstStateRow: number;
}

/** One kernel call for a block. @param block  one entry per task. */
export type Step = (block: readonly BlockAddresses[], all: RunAddresses) => KernelCall;

export interface Output {
  readonly column: number;
  readonly kind: ValueKind;
}

/** @throws {RangeError} an indicator or a parameter that does not exist or is out of range. */
export function planTasks(requests: readonly IndicatorRequest[]): Task[] {
  let firstColumn = 0;
  let firstStateRow = 0;
  return requests.map(({ id, params, outputs: wanted }) => {
    const spec = findIndicator(id);
    const { program, outputs } = planProgram(spec, wanted);
    const resolved = resolveParameters(spec, params);
    const task = { spec, params: resolved, program, outputs, firstColumn, firstStateRow };
    firstColumn += outputs.length;
    firstStateRow += program.stateRows ?? 0;
    return task;
  });
}

/** The cheapest program for the requested outputs, and all outputs that it computes. */
function planProgram(
  spec: IndicatorSpec,
  wanted: readonly string[] | undefined,
): { program: Program; outputs: readonly OutputSpec[] } {
  const program = PROGRAMS[spec.id];
  if (wanted === undefined) return { program, outputs: spec.outputs };
  const known = spec.outputs.map(({ name }) => name);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined || wanted.length === 0) {
    throw new RangeError(`Expected outputs of ${spec.id} (${known.join(', ')}), got "${unknown ?? ''}".`);
  }
  const { part } = program;
  if (part === undefined || !wanted.every((name) => part.outputs.includes(name))) {
    return { program, outputs: spec.outputs };
  }
  return {
    program: { ...program, kernel: part.kernel },
    outputs: spec.outputs.filter(({ name }) => part.outputs.includes(name)),
  };
}

/** A fused kernel whose rows are all requested, with parameters that it supports together. */
interface FusedTask {
  readonly kernels: FusedKernel;
  /** Indices of its tasks, in the order of its ids. */
  readonly indices: readonly number[];
  readonly params: readonly ParameterValues[];
}

function planFused(tasks: readonly Task[]): FusedTask[] {
  const indexOf = new Map(tasks.map((task, index) => [task.spec.id, index]));
  return FUSED_KERNELS.filter(({ ids }) => ids.every((id) => indexOf.has(id)))
    .map((kernels) => {
      const indices = kernels.ids.map((id) => indexOf.get(id) as number);
      return { kernels, indices, params: indices.map((index) => tasks[index].params) };
    })
    .filter(({ kernels, params }) => kernels.fits?.(params) ?? true);
}

/** Plans fused kernels if all of their rows are requested, otherwise single tasks. */
export function planSteps(tasks: readonly Task[]): Step[] {
  const fusedTasks = planFused(tasks);
  const fused = new Set(fusedTasks.flatMap(({ indices }) => indices));
  const callOfTask = (index: number, block: readonly BlockAddresses[], all: RunAddresses): KernelCall =>
    callOf(tasks[index].program, block[index], all, tasks[index].params);
  const singleSteps = [...tasks.keys()]
    .filter((index) => !fused.has(index))
    .map(
      (index): Step =>
        (block, all) =>
          callOfTask(index, block, all),
    );
  const fusedSteps = fusedTasks.map(({ kernels: { part, kernel }, indices }): Step => {
    const isPart = indices.some(
      (index) =>
        tasks[index].spec.id === part?.id && tasks[index].outputs.length < tasks[index].spec.outputs.length,
    );
    const chosen = part !== undefined && isPart ? part.kernel : kernel;
    return (block, all) =>
      joined(
        chosen,
        indices.map((index) => callOfTask(index, block, all)),
      );
  });
  return [...fusedSteps, ...singleSteps];
}

/** Scratch rows that the steps of these tasks need; the steps share them. */
export function planScratchRows(tasks: readonly Task[]): number {
  return Math.max(
    0,
    ...tasks.map(({ program, params }) => program.scratchRows?.(params) ?? 0),
    ...planFused(tasks).map(({ kernels, params }) => kernels.scratchRows?.(params) ?? 0),
  );
}

/** Outputs by name. @throws {RangeError} an indicator requested twice. */
export function planOutputs(tasks: readonly Task[]): Map<string, Output> {
  const outputs = new Map<string, Output>();
  for (const { spec, outputs: made, firstColumn } of tasks) {
    for (const [offset, { name, kind }] of made.entries()) {
      if (outputs.has(name)) throw new RangeError(`Expected each indicator once, got ${spec.id} twice.`);
      outputs.set(name, { column: firstColumn + offset, kind });
    }
  }
  return outputs;
}
