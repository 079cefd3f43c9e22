import { Abort } from '../abort.ts';
import type { StepgateError } from '../error.ts';
import type { Json } from '../json.ts';
import type { CompiledComponent, CompiledRule } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import { ComponentRecord } from './component-record.ts';
import { runComponent } from './component.ts';
import type { ComponentDeps } from './component.ts';
import type { RunData } from './run-data.ts';
import { keepsLog, loggedError } from './run-record.ts';
import type { RunRecord } from './run-record.ts';
import type { RunStart } from './run-start.ts';
import type { ComponentEnd } from './run-state.ts';

/** What a layer needs of the engine. */
export interface LayerDeps extends ComponentDeps {
  readonly componentEnded: (rule: CompiledRule, record: ComponentRecord) => void;
}

/** What a layer needs of its run. */
export interface RunOfLayer {
  /** A component is about to call. */
  readonly called: () => void;
  readonly ended: (end: ComponentEnd) => void;
  /** Takes secrets out of an error's message. */
  readonly masked: (error: StepgateError) => StepgateError;
}

/** Runs the layers of a run, one after another: all components of one at once. */
export class LayerRunner {
  readonly #deps: LayerDeps;
  readonly #start: RunStart;
  readonly #data: RunData;
  readonly #record: RunRecord;
  readonly #run: RunOfLayer;
  /** Aborts the components of the layer under way. */
  #abort = new Abort();
  #log: ReturnType<RunRecord['beginLayer']> | undefined;

  constructor(deps: LayerDeps, start: RunStart, data: RunData, record: RunRecord, run: RunOfLayer) {
    this.#deps = deps;
    this.#start = start;
    this.#data = data;
    this.#record = record;
    this.#run = run;
  }

  /** Runs a layer; `only` these of its components, where that is not null. */
  run(layer: number, only: readonly string[] | null): void {
    const { rule } = this.#start;
    const all = rule.layers[layer - 1] ?? [];
    this.#abort = new Abort();
    this.#log = keepsLog(rule) ? this.#record.beginLayer(layer, all.length) : undefined;
    for (const [at, component] of all.entries()) {
      if (only?.includes(component.name) ?? true) void this.#runComponent(component, at);
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
   * it when no promise is left to settle, which is when Node runs what was given to `nextTick`.
   */
  abortOthers(error: StepgateError, begun: boolean): void {
    const abort = this.#abort;
    if (begun) abort.abort(error);
    else process.nextTick(() => abort.abort(error));
  }

  async #runComponent(component: CompiledComponent, at: number): Promise<void> {
    const { handle: run } = this.#data;
    const signal = this.#abort;
    const record = new ComponentRecord(component, this.#deps.clock, this.#log !== undefined);
    const { called: onCall } = this.#run;
    const { outputPath: path } = component;
    let isKept = false as boolean;
    // A run that is not kept has no limit, and needs no function.
    const onOutput =
      path && this.#start.rule.suspend
        ? (value: Json): void | Promise<void> => {
            const note = (): void => void (isKept = true);
            return this.#data.addKept({ at, path, value })?.then(note) ?? note();
          }
        : undefined;
    const outcome = await runComponent(this.#deps, { component, run, record, signal, onCall, onOutput });
    this.#log?.add(record.entry(outcome), record.trace.warnings);
    this.#deps.componentEnded(this.#start.rule, record);
    if (outcome.kind === 'value' && path && !isKept) this.#data.add({ at, path, value: outcome.output });
    this.#run.ended(this.#endOf(component, outcome, record.resolved !== undefined));
  }

  #endOf({ name, nowResponse }: CompiledComponent, outcome: ComponentOutcome, called: boolean): ComponentEnd {
    if (outcome.kind === 'skipped') return { kind: 'done', answers: false };
    if (outcome.kind === 'value') return { kind: 'done', answers: nowResponse };
    return { kind: outcome.kind, component: name, error: this.#run.masked(outcome.error), called };
  }
}
