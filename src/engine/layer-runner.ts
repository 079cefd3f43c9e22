import { Abort } from '../abort.ts';
import type { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { CompiledComponent, CompiledRule } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import { ComponentRecord } from './component-record.ts';
import { runComponent } from './component.ts';
import type { ComponentDeps, ComponentHost } from './component.ts';
import type { RunHandle } from './port.ts';
import type { RunData } from './run-data.ts';
import { keepsLog, loggedError } from './run-record.ts';
import type { LayerRecord, RunRecord } from './run-record.ts';
import type { RunStart } from './run-start.ts';
import type { ComponentEnd } from './run-state.ts';

/** What a layer needs of the engine. */
export interface LayerDeps extends ComponentDeps {
  readonly componentEnded: (rule: CompiledRule, record: ComponentRecord) => void;
}

/** What a layer needs of its run. */
export interface RunOfLayer {
  /** A component is about to call. */
  called(): void;
  componentEnded(end: ComponentEnd): void;
  /** Takes secrets out of an error's message. */
  masked(error: StepgateError): StepgateError;
}

/** Runs the layers of a run, one after another: all components of one at once. */
export class LayerRunner implements ComponentHost {
  readonly #deps: LayerDeps;
  readonly #start: RunStart;
  readonly #data: RunData;
  readonly #record: RunRecord;
  readonly #run: RunOfLayer;
  /** Aborts the components of the layer under way. */
  #abort = new Abort();
  #log: LayerRecord | undefined;

  constructor(deps: LayerDeps, start: RunStart, data: RunData, record: RunRecord, run: RunOfLayer) {
    this.#deps = deps;
    this.#start = start;
    this.#data = data;
    this.#record = record;
    this.#run = run;
  }

  get run(): RunHandle {
    return this.#data;
  }

  /** Runs a layer; `only` these of its components, where that is not null. */
  begin(layer: number, only: readonly string[] | null): void {
    const { rule } = this.#start;
    const all = rule.layers[layer - 1] ?? [];
    // That of the first one is made with this object.
    if (layer > this.#start.layer) this.#abort = new Abort();
    this.#log = keepsLog(rule) ? this.#record.beginLayer(layer, all.length) : undefined;
    let at = 0;
    for (const component of all) {
      if (only?.includes(component.name) ?? true) this.#runComponent(component, at);
      at++;
    }
  }

  /** The layer is over: what its components gave is in the context from here on. */
  close(failure: Failure | null): void {
    this.#data.closeLayer();
    this.#log?.end(failure && loggedError(failure));
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

  #runComponent(component: CompiledComponent, at: number): void {
    const record = new ComponentRecord(component, at, this.#abort, this.#deps.clock, this.#log !== undefined);
    void runComponent(this.#deps, this, record);
  }

  called(): void {
    this.#run.called();
  }

  /** A run that is not kept has no limit. */
  keep(record: ComponentRecord, value: Json): void | Promise<void> {
    const path = record.component.outputPath;
    if (path === undefined || !this.#start.rule.suspend) return;
    const note = (): void => void (record.isKept = true);
    return this.#data.addKept({ at: record.at, path, value })?.then(note) ?? note();
  }

  ended(record: ComponentRecord, outcome: ComponentOutcome): void {
    record.end(outcome);
    this.#log?.add(record);
    this.#deps.componentEnded(this.#start.rule, record);
    const { component, at, isKept } = record;
    const path = component.outputPath;
    if (outcome.kind === 'value' && path && !isKept) this.#data.add({ at, path, value: outcome.output });
    this.#run.componentEnded(this.#endOf(component, outcome, record.resolved !== undefined));
  }

  #endOf({ name, nowResponse }: CompiledComponent, outcome: ComponentOutcome, called: boolean): ComponentEnd {
    if (outcome.kind === 'skipped') return { kind: 'done', answers: false };
    if (outcome.kind === 'value') return { kind: 'done', answers: nowResponse };
    return { kind: outcome.kind, component: name, error: this.#run.masked(outcome.error), called };
  }
}
