import type { Clock } from '../clock.ts';
import type { Json } from '../json.ts';
import type { CompiledRule, RequestContext } from '../rule/compiled.ts';
import type { Failure } from './answer.ts';
import { iso } from './component-record.ts';
import type { ComponentRecord } from './component-record.ts';
import type { Answer, RunIds } from './engine.ts';
import { loggedFailure } from './logged-error.ts';
import type { RunStatus } from './port.ts';
import type { ComponentLog, LayerLog, LoggedError, RecoveryLog, RunLog } from './run-log.ts';
import { putUndo } from './undo-log.ts';

/** Whether runs of the rule may leave a log, or be kept with it: without, none is gathered. */
export function keepsLog(rule: Pick<CompiledRule, 'record'> & Keeping): boolean {
  return rule.record || mayBeKept(rule);
}

/** What of a rule says whether its runs may be kept. */
type Keeping = Pick<CompiledRule, 'suspend' | 'callsRules' | 'undoes'>;

/** Whether runs of the rule may be kept: those that fail, or are undone, or call one that is kept. */
export function mayBeKept({ suspend, callsRules, undoes }: Keeping): boolean {
  return suspend || callsRules || undoes;
}

/** What is gathered of a layer, for the run's log. */
export class LayerRecord {
  readonly #step: number;
  readonly #size: number;
  readonly #startMs: number;
  readonly #clock: Clock;
  /** Those that have ended, and are not written yet. */
  readonly #components: ComponentRecord[] = [];
  #end: { readonly ms: number; readonly error: LoggedError | null } | undefined;

  /** @param size how many components it has. */
  constructor(step: number, size: number, clock: Clock) {
    this.#step = step;
    this.#size = size;
    this.#clock = clock;
    this.#startMs = clock.now();
  }

  /** When it began, epoch milliseconds. */
  get startMs(): number {
    return this.#startMs;
  }

  /** A component has ended. */
  add(component: ComponentRecord): void {
    this.#components.push(component);
  }

  end(error: LoggedError | null): void {
    this.#end = { ms: this.#clock.now(), error };
  }

  /** Writes what `log` has not yet. False: there will be more. */
  writeTo(log: Pick<RunLog, 'step_logs' | 'warnings'>): boolean {
    // A layer that a recovery runs again is there already.
    const layer = log.step_logs.find(({ step }) => step === this.#step) ?? this.#addTo(log);
    for (const record of this.#components.splice(0)) {
      addEntry(layer.component_logs, record.entry());
      for (const warning of record.warnings()) (log.warnings ??= []).push({ layer: this.#step, ...warning });
    }
    if (!this.#end) return false;
    layer.end_datetime = iso(this.#end.ms);
    layer.run_time += this.#end.ms - this.#startMs;
    layer.error = this.#end.error;
    layer.component_logs.sort((a, b) => a.action - b.action);
    return true;
  }

  #addTo(log: Pick<RunLog, 'step_logs'>): LayerLog {
    const at = iso(this.#startMs);
    const layer: LayerLog = {
      ...{ step: this.#step, action_count: this.#size, start_datetime: at, end_datetime: at, run_time: 0, error: null },
      component_logs: [],
    };
    log.step_logs.push(layer);
    return layer;
  }
}

/** One that rested and goes on has one entry. */
function addEntry(entries: ComponentLog[], entry: ComponentLog): void {
  const at = entries.findIndex(({ name, is_resting }) => is_resting === true && name === entry.name);
  const before = entries[at];
  if (before) entries[at] = goneOn(before, entry);
  else entries.push(entry);
}

/** What is logged of a component that rested, and of what it did afterwards. */
function goneOn(before: ComponentLog, after: ComponentLog): ComponentLog {
  const attempts = [...(before.attempts ?? []), ...(after.attempts ?? [])];
  return {
    ...after,
    start_datetime: before.start_datetime,
    run_time: before.run_time + after.run_time,
    retry_count: before.retry_count + after.retry_count,
    request_logs: [...before.request_logs, ...after.request_logs],
    logs: [...before.logs, ...after.logs],
    ...(attempts.length > 0 && { attempts }),
    ...(before.layers && { layers: layersOf(before.layers, after.layers ?? []) }),
    ...(before.items && { items: itemsOf(before.items, after.items ?? []) }),
  };
}

function layersOf(before: readonly LayerLog[], after: readonly LayerLog[]): LayerLog[] {
  const layers = before.map((one) => ({ ...one, component_logs: [...one.component_logs] }));
  for (const one of after) {
    const same = layers.find(({ step }) => step === one.step);
    if (!same) layers.push({ ...one, component_logs: [...one.component_logs] });
    else {
      for (const entry of one.component_logs) addEntry(same.component_logs, entry);
      same.end_datetime = one.end_datetime;
      same.run_time += one.run_time;
      same.error = one.error;
    }
  }
  return layers;
}

function itemsOf(before: readonly ComponentLog[], after: readonly ComponentLog[]): ComponentLog[] {
  const items = new Map(before.map((entry) => [entry.name, entry]));
  for (const entry of after) {
    const same = items.get(entry.name);
    items.set(entry.name, same?.is_resting ? goneOn(same, entry) : entry);
  }
  return [...items.values()].sort((a, b) => indexOf(a) - indexOf(b));
}

/** Of an element: `reserve[3]`. */
function indexOf({ name }: ComponentLog): number {
  return Number(/\[(\d+)\]$/.exec(name)?.[1] ?? 0);
}

/** Gathers one run's log while it runs; it is written when somebody wants it, as of most runs nobody does. */
export class RunRecord {
  readonly #log: RunLog;
  readonly #clock: Clock;
  /** Those that are not all written yet. */
  #layers: LayerRecord[] = [];
  #answered: { readonly answer: Answer; readonly ms: number } | undefined;

  constructor(log: RunLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** The log so far. */
  get log(): RunLog {
    const log = this.#log;
    this.#layers = this.#layers.filter((layer) => !layer.writeTo(log));
    if (this.#answered) writeAnswer(log, this.#answered.answer, this.#answered.ms);
    this.#answered = undefined;
    return log;
  }

  /** Takes up a layer, or goes on with it when a recovery runs it again. Gives where its components' logs go. */
  beginLayer(step: number, size: number): LayerRecord {
    this.#log.cur_step = step;
    const layer = new LayerRecord(step, size, this.#clock);
    this.#layers.push(layer);
    return layer;
  }

  /** A record that goes on by itself from here: of how a run would end. */
  copy(): RunRecord {
    const { log } = this;
    const { warnings = [], recoveries } = log;
    return new RunRecord({ ...log, warnings: [...warnings], recoveries: [...recoveries] }, this.#clock);
  }

  /** The answer went out. `resp_datetime` and `resp_time` stay those of the first: it is the client's. */
  answered(answer: Answer): void {
    this.#answered = { answer, ms: this.#clock.now() };
  }

  /** A component has been undone, or was to be. */
  undone(layer: number, name: string, undo: ComponentRecord): void {
    putUndo(this.log, layer, name, undo.entry());
  }

  /** The run has ended, or is suspended. */
  ended(status: RunStatus, failure: Failure | undefined): void {
    const now = this.#clock.now();
    const { log } = this;
    log.status = status;
    log.error = failure ? loggedFailure(failure) : null;
    log.end_datetime = iso(now);
    log.run_time = now - Date.parse(log.start_datetime);
  }

  recovered(operator: string, start: number, status: RunStatus, changes: Json): void {
    const entry: RecoveryLog = {
      operator,
      start_datetime: iso(start),
      end_datetime: iso(this.#clock.now()),
      status,
      changes,
    };
    this.#log.recoveries.push(entry);
  }
}

function writeAnswer(log: RunLog, { status, headers: header, body, warnings = [] }: Answer, ms: number): void {
  log.response = { status, header, body };
  log.http_status = status;
  log.resp_datetime ??= iso(ms);
  log.resp_time ??= ms - Date.parse(log.start_datetime);
  for (const message of warnings) (log.warnings ??= []).push({ layer: null, component: null, message });
}

/** The log of a run that begins. */
export function newRunLog(rule: CompiledRule, request: RequestContext, ids: RunIds, startMs: number): RunLog {
  return {
    trx: ids.trx,
    log_id: ids.logId,
    ...(ids.parent && { parent: { trx: ids.parent.trx, component: ids.parent.component } }),
    method: request.method,
    path: request.path,
    version: rule.version,
    status: 'running',
    step: rule.layers.length,
    cur_step: Math.min(1, rule.layers.length),
    request,
    response: null,
    error: null,
    start_datetime: iso(startMs),
    resp_datetime: null,
    end_datetime: null,
    resp_time: null,
    run_time: null,
    step_logs: [],
    warnings: [],
    recoveries: [],
  };
}
