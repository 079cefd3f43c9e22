import { Abort } from '../abort.ts';
import { StepgateError } from '../error.ts';
import type { CompiledComponent, FlowCall, Scope } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import { withCallbacks } from './callback-scope.ts';
import type { CallSlots } from './call-slots.ts';
import type { ComponentHost } from './component-host.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import { ComponentRecord } from './component-record.ts';
import { runComponent } from './component.ts';
import { emptyScope, putAll } from './context.ts';
import { errorOf } from './given-up.ts';
import { elementScope } from './inner-context.ts';
import { elementNamed, insideNamed, timeNamed } from './named.ts';
import type { Named } from './named.ts';
import type { LayerDeps, RunOfLayer } from './place.ts';
import type { RunHandle } from './port.ts';
import type { UndoElement, UndoEntry, UndoFlow, UndoOne } from './undo-state.ts';

type Layers = readonly (readonly CompiledComponent[])[];

/** What undoing needs of its run. */
export type RunOfUndo = Pick<RunOfLayer, 'handle' | 'slots' | 'rule' | 'called' | 'masked' | 'progressed' | 'waits'>;

/** Takes what has undone a component; `layer` of the rule, `name` of the component, in full. */
type LogUndo = (record: ComponentRecord, layer: number, name: string) => void;

/** Where something stands that has been left. */
interface Around {
  readonly scope: Scope;
  /** Of the rule. */
  readonly layer?: number;
  readonly named: (component: CompiledComponent) => Named;
}

/** What undoes a component, and what its templates see. */
interface Undoing {
  readonly component: CompiledComponent;
  readonly named: Named;
  readonly scope: Scope;
  /** Of the rule. */
  readonly layer: number;
}

/**
 * Undoes what a run has left, in the reverse order: layer by layer from the last, a layer's at once. What has succeeded is
 * written before an earlier layer begins. Where one fails, the others of its layer go on, and no earlier one begins.
 */
export class UndoRun {
  readonly #deps: LayerDeps;
  readonly #run: RunOfUndo;
  readonly #abort = new Abort();
  readonly #log: LogUndo;
  #failure: Failure | null = null;

  constructor(deps: LayerDeps, run: RunOfUndo, log: LogUndo) {
    this.#deps = deps;
    this.#run = run;
    this.#log = log;
  }

  /** Ends what is under way; nothing else begins. */
  abort(error: StepgateError): void {
    this.#abort.abort(error);
  }

  /**
   * @param why the run is given up. @returns the first failure; null where all is undone, or it was aborted.
   * Never rejects.
   */
  async run(entries: readonly UndoEntry[], scope: Scope, why: Failure): Promise<Failure | null> {
    const whole = Object.assign(emptyScope(), scope, { error: errorOf(why) });
    await this.#layers(entries, this.#run.rule.layers, { scope: whole, named: (component) => component });
    return this.#failure;
  }

  /** @returns whether all of them are undone. */
  async #layers(entries: readonly UndoEntry[], layers: Layers, around: Around): Promise<boolean> {
    const byLayer = Map.groupBy(entries, ({ layer }) => layer);
    for (const layer of [...byLayer.keys()].sort((a, b) => b - a)) {
      const all = await Promise.all(
        (byLayer.get(layer) ?? []).map((entry) => this.#entry(entry, layers[layer - 1] ?? [], around)),
      );
      if (this.#abort.aborted || all.includes(false)) return false;
    }
    return true;
  }

  async #entry(entry: UndoEntry, layer: readonly CompiledComponent[], around: Around): Promise<boolean> {
    const component = layer.find(({ name }) => name === entry.name);
    if (!component) return this.#missing(entry, around);
    const { outputPath, loop } = component;
    const { scope, layer: ofRule = entry.layer } = around;
    const undoing = { component, named: around.named(component), scope, layer: ofRule };
    if (loop && entry.elements) return this.#elements(entry.elements, undoing);
    // What came of it nothing says.
    const isUnknown = entry.outcome === 'unknown' && outputPath !== undefined;
    return this.#one(entry, isUnknown ? { ...undoing, scope: withOutput(scope, outputPath, null) } : undoing);
  }

  async #elements(elements: Readonly<Record<string, UndoElement>>, undoing: Undoing): Promise<boolean> {
    const { component, named, scope, layer } = undoing;
    const { loop, outputPath } = component;
    const left = Object.entries(elements);
    let failures = 0;
    const worker = async (): Promise<void> => {
      for (let next = left.pop(); next; next = this.#abort.aborted || failures > 0 ? undefined : left.pop()) {
        const [index, element] = next;
        const inside = elementScope(scope, loop?.as ?? '', element.item, Number(index));
        const own = outputPath ? withOutput(inside, outputPath, element.output ?? null) : inside;
        const one = { component, named: elementNamed(named, Number(index)), scope: own, layer };
        if (!(await this.#one(element, one))) failures++;
      }
    };
    await Promise.all(Array.from({ length: Math.min(loop?.concurrency ?? 1, left.length) }, worker));
    return failures === 0 && !this.#abort.aborted;
  }

  /** Itself first, then what is inside it. */
  async #one(one: UndoOne, undoing: Undoing): Promise<boolean> {
    const { undo, call } = undoing.component;
    if (undo && one.outcome && !one.undone) {
      if (this.#abort.aborted || !(await this.#undo(undo, undoing))) return false;
      one.undone = true;
      // What comes next is undone only once this is kept.
      await this.#run.progressed();
    }
    if (call.type !== 'flow') return true;
    for (const flow of one.flows?.toReversed() ?? []) if (!(await this.#flow(flow, call, undoing))) return false;
    return true;
  }

  #flow(flow: UndoFlow, call: FlowCall, { named, scope: around, layer }: Undoing): Promise<boolean> {
    const chosen = call.cases[flow.case];
    const time = timeNamed(named, flow.time);
    const scope = Object.assign(emptyScope(), withCallbacks(around, chosen, this.#run.waits, time.key));
    putAll(scope, flow.outputs);
    return this.#layers(flow.entries, chosen?.layers ?? [], {
      scope,
      layer,
      named: (component) => insideNamed(time, component),
    });
  }

  /** @returns whether it has succeeded. */
  async #undo(undo: CompiledComponent, { named, scope, layer }: Undoing): Promise<boolean> {
    const names = {
      name: `${named.name}/undo`,
      key: `${named.key}-undo`,
      keyInHeader: `${named.keyInHeader}-undo`,
    };
    const record = new ComponentRecord(withoutRest(undo), names, undo.action - 1, this.#abort, this.#deps.clock, true);
    const outcome = await new Promise<ComponentOutcome>((resolve) => {
      void runComponent(this.#deps, new UndoHost(this.#run, scope, resolve), record);
    });
    record.end(outcome);
    this.#deps.componentEnded(this.#run.rule, record);
    this.#log(record, layer, named.name);
    if (!('error' in outcome)) return true;
    this.#fail({ error: this.#run.masked(outcome.error), component: names.name, layer });
    return false;
  }

  /** The rule was changed since. */
  #missing({ layer, name }: UndoEntry, { named }: Around): boolean {
    const { rule } = this.#run;
    const full = named({ name, key: '', keyInHeader: '' } as CompiledComponent).name;
    const message = `version ${rule.version} of the rule has no component ${full} in layer ${layer}, which is to be undone`;
    this.#fail({ error: new StepgateError('110004', message), component: `${full}/undo`, layer });
    return false;
  }

  #fail(failure: Failure): void {
    if (!this.#abort.aborted) this.#failure ??= failure;
  }
}

/** It does not rest: the run is under way until all is undone. */
function withoutRest(undo: CompiledComponent): CompiledComponent {
  if (!undo.until?.rests) return undo;
  const { condition, everyMs, max } = undo.until;
  return { ...undo, until: { condition, everyMs, max } };
}

function withOutput(scope: Scope, path: readonly string[], value: UndoElement['item']): Scope {
  const own = Object.assign(emptyScope(), scope);
  putAll(own, [{ path, value }]);
  return own;
}

/** What undoes a component gives nothing that anybody reads. */
class UndoHost implements ComponentHost {
  readonly scope: Scope;
  readonly #run: RunOfUndo;
  readonly #settled: (outcome: ComponentOutcome) => void;

  constructor(run: RunOfUndo, scope: Scope, settled: (outcome: ComponentOutcome) => void) {
    this.#run = run;
    this.scope = scope;
    this.#settled = settled;
  }

  get run(): RunHandle {
    return this.#run.handle;
  }

  get slots(): CallSlots {
    return this.#run.slots;
  }

  called(): void {
    this.#run.called();
  }

  keep(): void {
    // Nobody reads it.
  }

  keepFailure(): void {
    // Nobody reads it.
  }

  streams(): boolean {
    return false;
  }

  passOn(): Promise<void> {
    throw new Error('the answer of what undoes a component is not passed on');
  }

  inside(): Promise<ComponentOutcome> {
    throw new Error('what undoes a component is no flow');
  }

  ended(_: ComponentRecord, outcome: ComponentOutcome): void {
    this.#settled(outcome);
  }
}
