import { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import { isList } from '../json.ts';
import type { CompiledComponent, CompiledRule, FlowCall, Scope } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import { chosenCase } from './chosen-case.ts';
import { emptyScope, putAll, Context } from './context.ts';
import { givenUpOf } from './given-up.ts';
import { elementScope } from './inner-context.ts';
import { birthOf } from './kept-state.ts';
import type { KeptState } from './kept-state.ts';
import { isLoop } from './part-state.ts';
import type { FlowState, LoopState, OneState, PartState, Parts } from './part-state.ts';
import type { KeptRun, RunEnvironment } from './port.ts';
import { isUsedUp } from './recover-at.ts';
import { UndoList, entryOf } from './undo-state.ts';
import type { UndoElement, UndoEntry, UndoFlow, UndoOne } from './undo-state.ts';

type Layer = readonly CompiledComponent[];

const DIED = 'the process that ran it has ended; the run is kept, and goes on when it is recovered';

/** What a run has failed with whose process has died. */
export function died({ curStep: layer }: Pick<KeptRun, 'curStep'>): Failure {
  return { error: new StepgateError('000503', DIED), component: null, layer };
}

/**
 * A run whose process has died as it is undone: its automatic recoveries are used up, and its rule says so. Undefined: it
 * does not, or there is nothing to undo.
 */
export function givenUpByCrash(
  rule: CompiledRule,
  row: KeptRun,
  state: KeptState,
  environment: RunEnvironment,
): KeptState | undefined {
  if (!isUsedUp(rule, row.recoverCount)) return undefined;
  const left = withCrashLeft(rule, row, state, environment);
  return left.undo?.length ? { ...left, givenUp: left.givenUp ?? givenUpOf(died(row)) } : undefined;
}

/**
 * Notes what a run whose process has died may have left: of the components of its layer that were to run nothing says
 * whether they did. Of another run, and once it is noted, it is the state as it is.
 */
export function withCrashLeft(
  rule: CompiledRule,
  row: KeptRun,
  state: KeptState,
  environment: RunEnvironment,
): KeptState {
  if (!rule.undoes || row.cause !== 'crash' || state.isCrashNoted || state.givenUp) return state;
  const { scope } = new Context(state.data, row, environment, birthOf(state));
  const left = leftInLayer(rule.layers[row.curStep - 1] ?? [], state.failed, state.parts, scope);
  return { ...state, undo: withLeft(state.undo, left), isCrashNoted: true };
}

function withLeft(undo: readonly UndoEntry[] | undefined, left: readonly UndoEntry[]): readonly UndoEntry[] {
  const list = new UndoList(undo);
  for (const entry of left) list.add(entry);
  return list.entries;
}

function leftInLayer(
  layer: Layer,
  toRun: readonly string[] | null,
  parts: Parts | undefined,
  scope: Scope,
): UndoEntry[] {
  return layer.flatMap((component) => {
    const { name, undoes } = component;
    if (!undoes || toRun?.includes(name) === false) return [];
    const part = parts && Object.hasOwn(parts, name) ? parts[name] : undefined;
    return leftBy(component, part, scope) ?? [];
  });
}

function leftBy(component: CompiledComponent, part: PartState | undefined, scope: Scope): UndoEntry | undefined {
  if (!component.loop)
    return entryOf(component, oneLeft(component, part && !isLoop(part) ? part : undefined, scope), undefined);
  const elements = elementsLeft(component, part && isLoop(part) ? part : undefined, scope);
  return entryOf(component, undefined, elements);
}

function elementsLeft(component: CompiledComponent, part: LoopState | undefined, scope: Scope): UndoEntry['elements'] {
  const list = part?.list ?? evaluatedOrNot(() => component.loop?.list.evaluate(scope) ?? []);
  // Too long a list has failed before any call.
  if (!isList(list) || (!part && list.length > (component.loop?.maxItems ?? 0))) return part?.undo;
  const left: Record<string, UndoElement> = { ...part?.undo };
  for (const [index, item] of Array.from<Json>(list).entries()) {
    const state = part?.elements[index];
    if (state && 'output' in state) continue;
    const inside = elementScope(scope, component.loop?.as ?? '', item, index);
    const one = oneLeft(component, state?.part, inside);
    if (one) left[index] = { ...left[index], item, ...one };
  }
  return Object.keys(left).length === 0 ? undefined : left;
}

/** Undefined: it has surely not run. */
function oneLeft(component: CompiledComponent, part: OneState | undefined, scope: Scope): UndoOne | undefined {
  const { condition, undo, call } = component;
  if (!part && condition && evaluatedOrNot(() => condition.evaluate(scope)) !== true) return undefined;
  const times = part && 'times' in part ? part : undefined;
  const earlier = times?.undo ?? [];
  const flow = part && 'times' in part ? part.flow : part;
  const chosen = call.type === 'flow' ? (flow?.case ?? evaluatedOrNot(() => chosenCase(call, scope))) : undefined;
  // A flow of which no case fits has nothing that runs.
  const own = undo && (call.type !== 'flow' || chosen !== undefined) ? { outcome: 'unknown' as const } : undefined;
  const inside =
    call.type === 'flow' && chosen !== undefined ? flowLeft(call, chosen, flow, times?.times ?? 1, scope) : undefined;
  const flows = [...earlier, ...(inside ? [inside] : [])];
  return own || flows.length > 0 ? { ...own, ...(flows.length > 0 && { flows }) } : undefined;
}

function flowLeft(
  call: FlowCall,
  chosen: number,
  part: FlowState | undefined,
  time: number,
  around: Scope,
): UndoFlow | undefined {
  const { layer = 1, failed = null, outputs = [], parts, undo } = part ?? {};
  const scope = Object.assign(emptyScope(), around);
  putAll(scope, outputs);
  const left = leftInLayer(call.cases[chosen]?.layers[layer - 1] ?? [], failed, parts, scope);
  const entries = withLeft(undo, left);
  return entries.length === 0 ? undefined : { time, case: chosen, outputs, entries };
}

/** What fails before its call has called nothing. */
function evaluatedOrNot<T>(evaluate: () => T): T | undefined {
  try {
    return evaluate();
  } catch {
    return undefined;
  }
}
