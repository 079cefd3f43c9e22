import { Abort } from '../abort.ts';
import { StepgateError } from '../error.ts';
import { isList } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { charsUpTo } from '../large/size.ts';
import { Pace } from '../large/turn.ts';
import type { Loop } from '../rule/compiled.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import { ComponentRecord } from './component-record.ts';
import { failed, runComponent } from './component.ts';
import type { LoopHost } from './component-host.ts';
import { ElementHost } from './element-host.ts';
import { elementScope } from './inner-context.ts';
import { NONE_PARKED, firstDue, takeFailure } from './layer-state.ts';
import type { LayerState, Parked } from './layer-state.ts';
import { elementNamed } from './named.ts';
import type { Part, PartWarning } from './part.ts';
import { isLoop } from './part-state.ts';
import type { ElementState, LoopState, OneState } from './part-state.ts';
import type { LayerDeps, RunOfLayer } from './place.ts';
import type { ComponentLog } from './run-log.ts';
import { mayBeKept } from './run-record.ts';
import { mergedOne } from './undo-state.ts';

/** The longest output of a loop, in characters of JSON. */
const LARGEST_OUTPUT = 16 * 1024 ** 2;
/** So many elements may begin without a look at the clock. */
const GROUP = 64;
/** Elements that the run log shows. */
const LOGGED = 1000;

type FailedOutcome = Exclude<ComponentOutcome, { kind: 'value' | 'skipped' | 'parked' }>;

/** A component that runs once for each element of a list. */
export class LoopRun implements Part {
  readonly #deps: LayerDeps;
  readonly #host: LoopHost;
  readonly #record: ComponentRecord;
  readonly #loop: Loop;
  readonly #run: RunOfLayer;
  /** Aborts the elements under way. */
  readonly #abort: Abort;
  readonly #kept: LoopState | undefined;
  readonly #pace = new Pace();
  #list: readonly Json[] = [];
  /** By index; what is not there has not begun. */
  readonly #elements = new Map<number, ElementState>();
  /** Under way. */
  readonly #records = new Map<number, ComponentRecord>();
  readonly #ended: ComponentRecord[] = [];
  #logged = 0;
  #size = 0;
  #next = 0;
  #state: LayerState;
  #isStarting = false;
  #settled: (() => void) | undefined;
  #broken: ComponentOutcome | undefined;
  #ignored: LoopState['ignored'];
  readonly #parked: Parked[] = [];

  /** @param host of the loop as one component. */
  constructor(deps: LayerDeps, host: LoopHost, record: ComponentRecord, loop: Loop, run: RunOfLayer) {
    this.#deps = deps;
    this.#host = host;
    this.#record = record;
    this.#loop = loop;
    this.#run = run;
    this.#abort = new Abort(record.signal);
    this.#kept = record.keptPart && isLoop(record.keptPart) ? record.keptPart : undefined;
    this.#state = { layer: record.component.layer, pending: 0, failed: [], parked: NONE_PARKED, end: null };
    this.#ignored = this.#kept?.ignored;
    if (this.#kept?.undo) record.elementsLeft = { ...this.#kept.undo };
    record.part = this;
  }

  /** Runs it to its end. Never rejects. */
  async run(): Promise<void> {
    let outcome: ComponentOutcome;
    try {
      this.#list = this.#kept?.list ?? this.#evaluated();
      for (const [index, element] of Object.entries(this.#kept?.elements ?? {}))
        this.#elements.set(Number(index), element);
      this.#record.hasCalled = true;
      const waiting = this.#kept ? undefined : this.keep(this.#list);
      if (waiting) await waiting;
      await Promise.resolve();
      await this.#runElements();
      outcome = this.#outcome();
      if (outcome.kind === 'value') {
        const putting = this.#ignored && this.#host.putFailure(this.#record, this.#ignored.failure);
        if (putting) await putting;
        const keeping = this.#host.keep(this.#record, outcome.output);
        if (keeping) await keeping;
      }
    } catch (thrown) {
      // As of any component: what ends without a call ends after all of its layer have begun, one after the other.
      if (!this.#record.hasCalled) await Promise.resolve();
      const came = failed(this.#host, this.#record, thrown);
      outcome = came instanceof Promise ? await came : came;
    }
    this.#abort.abort(ENDED);
    this.#host.ended(this.#record, outcome);
  }

  /** @throws StepgateError 110004 it is no list; 110018 it has too many elements. */
  #evaluated(): readonly Json[] {
    const { list, maxItems } = this.#loop;
    const value = list.evaluate(this.#host.scope) ?? [];
    if (!isList(value)) throw new StepgateError('110004', `foreach gave ${kindOf(value)}, expected a list`);
    const items = Array.from(value);
    if (items.length > maxItems)
      throw new StepgateError('110018', `foreach gave ${items.length} elements, and at most ${maxItems} are allowed`);
    return items;
  }

  /** Resolves when none is under way any more, and none is to begin. */
  #runElements(): Promise<void> {
    return new Promise((resolve) => {
      this.#settled = resolve;
      void this.#start();
    });
  }

  /** Starts elements while there are some, and room for them. */
  async #start(): Promise<void> {
    if (this.#isStarting) return;
    this.#isStarting = true;
    while (this.#state.end === null && this.#next < this.#list.length && this.#records.size < this.#loop.concurrency) {
      const index = this.#next++;
      const element = this.#elements.get(index);
      if (element && 'output' in element) continue;
      this.#startOne(index, element);
      // Elements that are skipped come one after the other, without a turn between them.
      if (this.#next % GROUP === 0 && this.#pace.isOver) await this.#pace.next();
    }
    this.#isStarting = false;
    if (this.#records.size === 0 && (this.#state.end !== null || this.#next >= this.#list.length)) this.#settled?.();
  }

  #startOne(index: number, kept: ElementState | undefined): void {
    const { component, trace } = this.#record;
    const names = elementNamed(this.#record.names, index);
    const isLogged = trace.isLogged && this.#logged++ < LOGGED;
    const record = new ComponentRecord(component, names, index, this.#abort, this.#deps.clock, isLogged);
    if (kept && 'failed' in kept && kept.part) record.resume(kept.part);
    record.isWoken = kept !== undefined && this.#run.waits.isWoken;
    this.#records.set(index, record);
    this.#elements.set(index, { failed: false });
    this.#run.handle.feed?.begun(record);
    const scope = elementScope(this.#host.scope, this.#loop.as, this.#list[index] ?? null, index);
    void runComponent(this.#deps, new ElementHost(this.#host, scope, this, this.#run), record);
  }

  /** Called by an element's host. */
  ended(record: ComponentRecord, outcome: ComponentOutcome): void {
    const index = record.at;
    record.end(outcome);
    this.#records.delete(index);
    this.#run.handle.feed?.ended(record, outcome);
    if (record.trace.isLogged) this.#ended.push(record);
    if (outcome.kind !== 'parked') this.#deps.componentEnded(this.#run.rule, record);
    if (record.leavesChild(outcome)) this.#run.waits.isForChild = true;
    // Its own failure aborts the others, and is no abort of it.
    if (record.component.undoes) this.#noteLeft(record, outcome);
    if (outcome.kind === 'parked') this.#elementRests(record, outcome.dueAt);
    else if (outcome.kind === 'skipped') this.#elements.set(index, { output: null });
    else if (outcome.kind === 'value') this.#elements.set(index, { output: outcome.output });
    else this.#elementFailed(record, outcome);
    if (outcome.kind === 'value') this.#size += charsUpTo(outcome.output, LARGEST_OUTPUT);
    if (this.#size > LARGEST_OUTPUT) this.#tooLarge();
    // What rests is written when all of the layer does.
    if (outcome.kind !== 'parked') void this.#run.progressed();
    void this.#start();
  }

  /** It takes no place of `concurrency`. */
  #elementRests(record: ComponentRecord, dueAt: number | null): void {
    this.#elements.set(record.at, { failed: false, ...partOf(record) });
    const parked = { kind: 'parked', component: record.named.name, dueAt } as const;
    this.#parked.push(parked);
  }

  #elementFailed(record: ComponentRecord, outcome: FailedOutcome): void {
    const { named, failedAt } = record;
    this.#elements.set(record.at, { failed: true, ...partOf(record) });
    const end = {
      kind: outcome.kind,
      component: named.name,
      at: failedAt ?? named.name,
      error: this.#run.masked(outcome.error),
      called: record.hasCalled,
    } as const;
    if (this.#state.end === null || outcome.kind === 'break') {
      this.#broken = outcome;
      this.#record.failedAt = end.at;
    }
    const { state, abort } = takeFailure({ ...this.#state, pending: this.#records.size }, end, this.#run.rule.suspend);
    this.#state = state;
    if (abort) this.#abort.abort(abort.error);
  }

  /** What the element has left to be undone stays with the loop. */
  #noteLeft(record: ComponentRecord, outcome: ComponentOutcome): void {
    const index = record.at;
    const earlier = this.#record.elementsLeft?.[index];
    const left = record.left(outcome);
    if (!left) return;
    const isRead = record.component.outputPath !== undefined && outcome.kind === 'value' && !record.error;
    const element = { item: this.#list[index] ?? null, ...left, ...(isRead && { output: outcome.output }) };
    (this.#record.elementsLeft ??= {})[index] = earlier ? mergedOne(earlier, element) : element;
  }

  #tooLarge(): void {
    if (this.#state.end !== null) return;
    const error = new StepgateError('110003', 'the elements of the loop give over 16 MiB; take less with outputData');
    this.#broken = { kind: 'failed', error };
    const failure = { error, component: this.#record.named.name, layer: this.#state.layer };
    this.#state = { ...this.#state, end: { kind: 'failed', failure, cause: 'error' } };
    this.#abort.abort(error);
  }

  /** @throws StepgateError that of the first element that failed. */
  #outcome(): ComponentOutcome {
    const broken = this.#broken;
    // Where it is aborted afterwards, the first failure is still that of its own element.
    if (broken?.kind === 'failed' && !this.#record.signal.aborted) throw broken.error;
    if (broken) return broken;
    if (this.#parked.length > 0) return { kind: 'parked', dueAt: firstDue(this.#parked) };
    const output = this.#list.map((_, index) => {
      const element = this.#elements.get(index);
      return element && 'output' in element ? element.output : null;
    });
    return { kind: 'value', output };
  }

  state(): LoopState | undefined {
    if (!this.#record.hasCalled) return this.#kept;
    const elements: Record<string, ElementState> = {};
    for (const [index, element] of this.#elements) {
      const record = this.#records.get(index);
      elements[index] = record ? { failed: false, ...partOf(record) } : element;
    }
    const undo = this.#record.elementsLeft;
    return {
      list: this.#list,
      elements,
      ...(this.#ignored && { ignored: this.#ignored }),
      ...(undo && { undo: { ...undo } }),
    };
  }

  get fraction(): number {
    if (this.#list.length === 0) return 0;
    const ended = this.#elements.size - this.#records.size - this.#parked.length - this.#state.failed.length;
    let underWay = 0;
    for (const record of this.#records.values()) underWay += record.fraction;
    return (ended + underWay) / this.#list.length;
  }

  logged(): { readonly items: readonly ComponentLog[]; readonly items_dropped?: number } {
    const items = this.#ended.toSorted((a, b) => a.at - b.at).map((record) => record.entry());
    const dropped = this.#logged - LOGGED;
    return { items, ...(dropped > 0 && { items_dropped: dropped }) };
  }

  warnings(): readonly PartWarning[] {
    return this.#ended.flatMap((record) => record.warnings());
  }

  /** An element's failure is passed over: that of the first one counts. */
  ignore(index: number, failure: JsonObject): void {
    if (!this.#ignored || index < this.#ignored.index) this.#ignored = { index, failure };
  }

  /** @throws StepgateError 110003. */
  keep(value: Json): void | Promise<void> {
    return mayBeKept(this.#run.rule) ? this.#run.keep(value, undefined, () => undefined) : undefined;
  }
}

const ENDED = new StepgateError('110010', 'the loop has ended', { retryable: false });

/** What is kept of an element that has not ended. */
function partOf(record: ComponentRecord): { readonly part?: OneState } {
  const kept = record.kept();
  return kept && !isLoop(kept) ? { part: kept } : {};
}

function kindOf(value: Json): string {
  return typeof value === 'object' ? 'an object' : JSON.stringify(value).slice(0, 64);
}
