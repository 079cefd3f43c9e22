import { Abort } from '../abort.ts';
import type { Clock } from '../clock.ts';
import { StepgateError } from '../error.ts';
import type { CompiledComponent, FlowCall, Scope } from '../rule/compiled.ts';
import { withCallbacks } from './callback-scope.ts';
import { chosenCase } from './chosen-case.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import type { ComponentRecord } from './component-record.ts';
import type { Output } from './context.ts';
import { InnerContext } from './inner-context.ts';
import { NONE_PARKED, firstDue, takeFailure, toRunAgain } from './layer-state.ts';
import type { ComponentEnd, LayerEnd, LayerState } from './layer-state.ts';
import { insideNamed } from './named.ts';
import type { Named } from './named.ts';
import type { Part, PartWarning } from './part.ts';
import { isLoop } from './part-state.ts';
import type { FlowState, Parts } from './part-state.ts';
import type { Layers, Place, RunOfLayer } from './place.ts';
import type { LayerLog, RunLog } from './run-log.ts';
import { UndoList } from './undo-state.ts';
import type { UndoEntry, UndoFlow } from './undo-state.ts';
import { LayerRecord } from './run-record.ts';

/** One run of the layers inside a flow. Its end is the end of its component. */
export class FlowRun implements Part, Place {
  readonly isRoot = false;
  readonly signal: Abort;
  readonly first: number;
  readonly parts: Parts | undefined;
  readonly isWoken: boolean;
  readonly #record: ComponentRecord;
  readonly #call: FlowCall;
  readonly #run: RunOfLayer;
  readonly #clock: Clock;
  readonly #context: InnerContext;
  readonly #runner: (place: Place) => Layers;
  readonly #kept: FlowState | undefined;
  readonly #logs: LayerRecord[] = [];
  readonly #written: Pick<RunLog, 'step_logs' | 'warnings'> = { step_logs: [] };
  /** The case that is run; undefined: none of them fits. */
  readonly #chosen: number | undefined;
  #undo: UndoList | undefined;
  #layers: Layers | undefined;
  #state: LayerState;
  /** Components of its layer that run; null: all of them. */
  #only: readonly string[] | null;
  #settled: (() => void) | undefined;
  /** For how long it has run, rests not counted, in milliseconds; undefined: it does not rest. */
  #ranMs: number | undefined;
  /** Its time limit has passed. */
  #late: StepgateError | undefined;

  /** @param runner makes what runs the layers. @throws StepgateError 110004 the `when` of a case fails. */
  constructor(record: ComponentRecord, around: Scope, run: RunOfLayer, clock: Clock, runner: (place: Place) => Layers) {
    this.#record = record;
    this.#call = record.component.call as FlowCall;
    this.#run = run;
    this.#clock = clock;
    this.#runner = runner;
    const kept = record.keptPart;
    this.#kept = kept && !isLoop(kept) ? kept : undefined;
    this.#chosen = this.#kept?.case ?? chosenCase(this.#call, around);
    this.isWoken = this.#kept !== undefined && run.waits.isWoken;
    const scope = withCallbacks(around, this.#call.cases[this.#chosen ?? 0], run.waits, record.key);
    this.#context = new InnerContext(scope, this.#kept?.outputs ?? []);
    this.signal = new Abort(record.signal);
    this.first = this.#kept?.layer ?? 1;
    this.parts = this.#kept?.parts;
    this.#state = { layer: this.first, pending: 0, failed: [], parked: NONE_PARKED, end: null };
    this.#only = this.#kept?.failed ?? null;
    if (this.#kept?.undo) this.#undo = new UndoList(this.#kept.undo);
    record.part = this;
  }

  get layers(): Place['layers'] {
    return this.#call.cases[this.#chosen ?? 0]?.layers ?? [];
  }

  get scope(): Scope {
    return this.#context.scope;
  }

  named(component: CompiledComponent): Named {
    return insideNamed(this.#record.names, component);
  }

  /** @throws StepgateError the flow has failed, or 110014 it has taken too long. */
  async run(): Promise<ComponentOutcome> {
    if (this.#chosen === undefined) return { kind: 'skipped' };
    const { timeoutMs } = this.#record.component;
    const since = this.#clock.elapsed();
    const ranMs = this.isWoken ? (this.#kept?.ranMs ?? 0) : 0;
    const isLimited = Number.isFinite(timeoutMs);
    const callOff = isLimited ? this.#clock.timer(timeoutMs - ranMs, () => this.#timeOut()) : undefined;
    try {
      const end = await this.#runLayers();
      if (end) return this.#failed(end);
      if (this.#state.parked.length > 0) {
        if (isLimited) this.#ranMs = ranMs + this.#clock.elapsed() - since;
        return { kind: 'parked', dueAt: firstDue(this.#state.parked) };
      }
      const { output } = this.#call;
      return { kind: 'value', output: output ? output.evaluate(this.scope) : this.#context.outputs() };
    } finally {
      callOff?.();
      this.signal.abort(ENDED);
    }
  }

  #timeOut(): void {
    const { timeoutMs } = this.#record.component;
    const message = `the flow passed its time limit of ${timeoutMs / 1000} s`;
    this.#late = new StepgateError('110014', message, { retryable: false });
    this.signal.abort(this.#late);
  }

  async #runLayers(): Promise<LayerEnd | null> {
    this.#layers = this.#runner(this);
    for (let { layer } = this.#state; layer <= this.layers.length; layer++) {
      await this.#runLayer(layer);
      if (this.#state.end || this.#state.parked.length > 0) return this.#state.end;
      this.#only = null;
      this.#state = { layer: layer + 1, pending: 0, failed: [], parked: NONE_PARKED, end: null };
      await this.#run.progressed();
      this.signal.throwIfAborted();
    }
    return null;
  }

  #runLayer(layer: number): Promise<void> | undefined {
    const only = this.#only;
    const pending = only?.length ?? this.layers[layer - 1]?.length ?? 0;
    if (pending === 0) return undefined;
    this.#state = { layer, pending, failed: [], parked: NONE_PARKED, end: null };
    return new Promise((resolve) => {
      this.#settled = resolve;
      this.#layers?.begin(layer, only);
    });
  }

  componentEnded(end: ComponentEnd): void {
    let state: LayerState = { ...this.#state, pending: this.#state.pending - 1 };
    if (end.kind === 'parked') state = { ...state, parked: [...state.parked, end] };
    else if (end.kind !== 'done') {
      const taken = takeFailure(state, end, this.#run.rule.suspend);
      state = taken.state;
      if (taken.abort) this.#layers?.abortOthers(taken.abort.error, taken.abort.begun);
    } else if (end.answers && !state.end) this.#run.answerNow();
    this.#state = state;
    if (state.pending > 0) return;
    this.#layers?.close(state.end?.failure ?? null, state.end === null && state.parked.length > 0);
    this.#settled?.();
  }

  /** @throws StepgateError the failure, which `ignoreError` of the flow may pass over. */
  #failed({ kind, failure, cause }: LayerEnd): ComponentOutcome {
    const { error, component } = failure;
    if (this.#late && this.signal.reason === this.#late) throw this.#late;
    this.#record.failedAt = component ?? undefined;
    if (kind === 'broken') return { kind: 'break', error };
    if (cause === 'script') return { kind: 'suspend', error };
    if (cause === 'child') return { kind: 'child', error };
    // Where it is aborted afterwards, the first failure is still that of its own component, and is not passed over.
    if (this.#record.signal.aborted) return { kind: 'failed', error };
    throw error;
  }

  add(output: Output): void {
    this.#context.add(output);
  }

  leave(entry: UndoEntry): void {
    (this.#undo ??= new UndoList()).add(entry);
  }

  /** What its components have left to be undone. */
  left(): UndoFlow | undefined {
    if (!this.#undo || this.#chosen === undefined) return undefined;
    const { closed: outputs } = this.#context;
    return { time: this.#record.times, case: this.#chosen, outputs, entries: this.#undo.entries };
  }

  closeLayer(): void {
    this.#context.closeLayer();
  }

  beginLog(layer: number, size: number): LayerRecord | undefined {
    if (!this.#record.trace.isLogged) return undefined;
    const log = new LayerRecord(layer, size, this.#clock);
    this.#logs.push(log);
    return log;
  }

  state(): FlowState | undefined {
    if (this.#chosen === undefined) return undefined;
    const { layer, end, parked, pending } = this.#state;
    const isOver = (end !== null || parked.length > 0) && pending === 0;
    const parts = this.#layers ? this.#layers.parts() : this.parts;
    const outputs = this.#context.closed;
    const undo = this.#undo?.entries;
    const toRun = isOver ? toRunAgain(this.#state) : this.#only;
    const place = { case: this.#chosen, layer, failed: toRun, outputs };
    const ranMs = this.#ranMs;
    return { ...place, ...(parts && { parts }), ...(undo && { undo }), ...(ranMs !== undefined && { ranMs }) };
  }

  get fraction(): number {
    const { layer, pending, failed, parked } = this.#state;
    const sizes = this.layers.map(({ length }) => length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total === 0) return 0;
    const before = sizes.slice(0, layer - 1).reduce((sum, size) => sum + size, 0);
    const own = (sizes[layer - 1] ?? 0) - pending - failed.length - parked.length;
    return (before + own + (this.#layers?.fraction ?? 0)) / total;
  }

  logged(): { readonly layers: readonly LayerLog[] } {
    return { layers: this.#log().step_logs };
  }

  warnings(): readonly PartWarning[] {
    return (this.#log().warnings ?? []).map(({ component, message }) => ({ component: component ?? '', message }));
  }

  #log(): Pick<RunLog, 'step_logs' | 'warnings'> {
    for (const log of this.#logs.splice(0)) log.writeTo(this.#written);
    return this.#written;
  }
}

/** Lets go of what waits for a flow that has ended. */
const ENDED = new StepgateError('110010', 'the flow has ended', { retryable: false });
