import { Abort } from '../abort.ts';
import type { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CompiledComponent, Scope } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import type { CallSlots } from './call-slots.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import { ComponentRecord } from './component-record.ts';
import { runComponent } from './component.ts';
import type { LoopHost } from './component-host.ts';
import { FlowRun } from './flow-run.ts';
import { hasFailure, ignoredFailure } from './ignored-failure.ts';
import { loggedFailure } from './logged-error.ts';
import { LoopRun } from './loop-run.ts';
import { partsOf } from './part.ts';
import type { Parts } from './part-state.ts';
import type { PassedAnswer, PassedStream } from './passed-answer.ts';
import type { LayerDeps, Layers, Place, RunOfLayer } from './place.ts';
import type { ComponentResult, RunHandle } from './port.ts';
import { mayBeKept } from './run-record.ts';
import type { LayerRecord } from './run-record.ts';
import type { ComponentEnd } from './layer-state.ts';
import { entryOf } from './undo-state.ts';
import type { UndoEntry } from './undo-state.ts';

const NONE: readonly ComponentRecord[] = [];

/** Runs the layers of a place, one after another: all components of one at once. */
export class LayerRunner implements LoopHost, Layers {
  readonly #deps: LayerDeps;
  readonly #place: Place;
  readonly #run: RunOfLayer;
  /** Scripts, which may say how far they are. */
  #scripts = NONE;
  /** Aborts the components of the layer under way. */
  #abort: Abort;
  #log: LayerRecord | undefined;
  /** The flows and loops of the layer under way, or of one that has failed. */
  #parts = NONE;
  #hasBegun = false;
  #only: readonly string[] | null = null;
  #layer = 0;

  constructor(deps: LayerDeps, place: Place, run: RunOfLayer) {
    this.#deps = deps;
    this.#place = place;
    this.#run = run;
    this.#abort = new Abort(place.signal);
  }

  get run(): RunHandle {
    return this.#run.handle;
  }

  get scope(): Scope {
    return this.#place.scope;
  }

  get slots(): CallSlots | undefined {
    return this.#place.isRoot ? undefined : this.#run.slots;
  }

  parts(): Parts | undefined {
    return this.#hasBegun ? partsOf(this.#parts) : this.#place.parts;
  }

  /** Of the layer under way: the components of it that run, where not all do. */
  get only(): readonly string[] | null {
    return this.#only;
  }

  /** When the layer under way began, epoch milliseconds; undefined: it leaves no log. */
  get since(): number | undefined {
    return this.#log?.startMs;
  }

  get fraction(): number {
    let sum = 0;
    for (const record of this.#parts) sum += record.fraction;
    for (const record of this.#scripts) sum += record.fraction;
    return sum;
  }

  begin(layer: number, only: readonly string[] | null): void {
    const { layers, first, signal } = this.#place;
    this.#hasBegun = true;
    this.#only = only;
    this.#layer = layer;
    this.#scripts = NONE;
    if (this.#place.isRoot) this.#run.handle.feed?.layer(layer, 'running');
    const all = layers[layer - 1] ?? [];
    // That of the first one is made with this object.
    if (layer > first) this.#abort = new Abort(signal);
    this.#log = this.#place.beginLog(layer, all.length);
    let at = 0;
    for (const component of all) {
      if (only?.includes(component.name) ?? true) this.#runComponent(component, at, layer === first);
      at++;
    }
  }

  close(failure: Failure | null, rests: boolean): void {
    this.#place.closeLayer();
    this.#log?.end(failure && loggedFailure(failure));
    if (!failure && !rests) this.#parts = NONE;
    if (this.#place.isRoot && (failure || !rests))
      this.#run.handle.feed?.layer(this.#layer, failure ? 'failed' : 'success');
  }

  abort(error: StepgateError): void {
    this.#abort.abort(error);
  }

  /**
   * The components of a layer begin together: one that fails before its call keeps no other from its own. They have made
   * it when no promise is left to settle, which is when Node runs what a microtask gives to `nextTick`.
   */
  abortOthers(error: StepgateError, begun: boolean): void {
    const abort = this.#abort;
    if (begun) abort.abort(error);
    else queueMicrotask(() => process.nextTick(() => abort.abort(error)));
  }

  #runComponent(component: CompiledComponent, at: number, isFirst: boolean): void {
    const named = this.#place.named(component);
    const record = new ComponentRecord(component, named, at, this.#abort, this.#deps.clock, this.#log !== undefined);
    record.isWoken = isFirst && this.#place.isWoken;
    if (component.loop || component.until || component.call.type === 'flow') {
      const { parts } = this.#place;
      const kept = isFirst && parts && Object.hasOwn(parts, component.name) ? parts[component.name] : undefined;
      if (kept) record.resume(kept);
      this.#parts = [...this.#parts, record];
    } else if (component.call.type === 'script') this.#scripts = [...this.#scripts, record];
    this.#run.handle.feed?.begun(record);
    if (component.loop) void new LoopRun(this.#deps, this, record, component.loop, this.#run).run();
    else void runComponent(this.#deps, this, record);
  }

  called(): void {
    this.#run.called();
  }

  keep(record: ComponentRecord, value: Json): void | Promise<void> {
    const path = record.component.outputPath;
    if (path === undefined || !mayBeKept(this.#run.rule)) return;
    const note = (): void => {
      record.isKept = true;
      this.#place.add({ at: record.at, path, value });
    };
    return this.#run.keep(value, this.#place.isRoot ? { at: record.at, path, value } : undefined, note);
  }

  keepFailure(record: ComponentRecord, error: StepgateError): void | Promise<void> {
    return this.putFailure(record, ignoredFailure(record, this.#run.masked(error)));
  }

  putFailure(record: ComponentRecord, value: JsonObject): void | Promise<void> {
    const { component, at } = record;
    const output = { at, path: ['failed', component.name], value };
    record.hasIgnored = true;
    const note = (): void => this.#place.add(output);
    return mayBeKept(this.#run.rule) ? this.#run.keep(value, this.#place.isRoot ? output : undefined, note) : note();
  }

  streams({ component }: ComponentRecord): boolean {
    return component.call.type === 'api' && component.call.passes === 'streamed' && this.#run.streams();
  }

  passOn(answer: PassedAnswer, stream: PassedStream): Promise<void> {
    return this.#run.passOn(answer, stream);
  }

  inside(record: ComponentRecord, scope: Scope): Promise<ComponentOutcome | ComponentResult> {
    if (record.component.call.type === 'wait') return this.#run.waits.wait(record, scope);
    const flow = new FlowRun(record, scope, this.#run, this.#deps.clock, (place) => {
      return new LayerRunner(this.#deps, place, this.#run);
    });
    record.hasCalled = true;
    const running = flow.run();
    return record.component.undoes ? running.finally(() => noteFlow(record, flow)) : running;
  }

  ended(record: ComponentRecord, outcome: ComponentOutcome): void {
    const passed = passedOf(record, outcome);
    if (passed) this.#place.pass?.(passed);
    record.end(outcome);
    this.#log?.add(record);
    this.#run.handle.feed?.ended(record, outcome);
    if (outcome.kind !== 'parked') this.#deps.componentEnded(this.#run.rule, record);
    if (record.leavesChild(outcome)) this.#run.waits.isForChild = true;
    const { component, at, isKept } = record;
    const path = component.outputPath;
    const isDone = outcome.kind === 'value' || outcome.kind === 'skipped';
    // Of equal names the latest that is done counts. One inside a flow counts before one that is around it and may fail
    // beside the flow.
    const hides = isDone && (!this.#place.isRoot || hasFailure(this.scope, component.name));
    if (component.keepsFailure && !record.hasIgnored && hides)
      this.#place.add({ at, path: ['failed', component.name], value: null });
    if (outcome.kind === 'value' && path && !isKept) this.#place.add({ at, path, value: outcome.output });
    const left = component.undoes ? entryLeft(record, outcome) : undefined;
    if (left) this.#place.leave(left);
    const end = this.#endOf(record, outcome);
    this.#place.componentEnded(left ? { ...end, left: true } : end);
  }

  #endOf(record: ComponentRecord, outcome: ComponentOutcome): ComponentEnd {
    const { component, named, failedAt, hasCalled } = record;
    if (outcome.kind === 'skipped') return { kind: 'done', answers: false };
    if (outcome.kind === 'value') return { kind: 'done', answers: component.nowResponse };
    const { name } = component;
    if (outcome.kind === 'parked') return { kind: 'parked', component: name, dueAt: outcome.dueAt };
    const at = failedAt ?? (named === component ? undefined : named.name);
    return {
      kind: outcome.kind,
      component: name,
      ...(at !== undefined && { at }),
      error: this.#run.masked(outcome.error),
      // A flow and a loop fail with what is inside them, which may have failed before its call.
      called: hasCalled && component.call.type !== 'flow' && !component.loop,
    };
  }
}

/** What a component has left; a loop that of its elements, and nothing of its own. */
function entryLeft(record: ComponentRecord, outcome: ComponentOutcome): UndoEntry | undefined {
  const { component, elementsLeft } = record;
  return entryOf(component, component.loop ? undefined : record.left(outcome), elementsLeft);
}

/** What has been left inside a flow that has ended stays with its component. */
function noteFlow(record: ComponentRecord, flow: FlowRun): void {
  const left = flow.left();
  if (left) (record.flowsLeft ??= []).push(left);
}

/** What is passed on of a component's answer, where it is the one that `response.from` names. */
function passedOf(
  { component: { call }, result, error, isPassedOn }: ComponentRecord,
  outcome: ComponentOutcome,
): PassedAnswer | undefined {
  if (call.type !== 'api' || call.passes === undefined || isPassedOn) return undefined;
  if (outcome.kind !== 'value' || error) return undefined;
  // A test's mock has an output only.
  if (!result) return { status: 200, header: {}, body: outcome.output };
  const { status = 200, header = {}, body, base64 } = result;
  return { status, header, body, ...(base64 !== undefined && { base64 }) };
}
