import type { Signal } from '../abort.ts';
import type { Clock } from '../clock.ts';
import { StepgateError } from '../error.ts';
import type { CompiledComponent, ResultScope } from '../rule/compiled.ts';
import { withoutCredentials } from '../url-credentials.ts';
import type { ComponentOutcome } from './component-outcome.ts';
import { loggedFailure } from './logged-error.ts';
import { timeNamed } from './named.ts';
import type { Named } from './named.ts';
import type { AttemptTrace, ResolvedCall } from './port.ts';
import type { Part, PartWarning } from './part.ts';
import { isLoop } from './part-state.ts';
import type { FlowState, LoopState, PartState } from './part-state.ts';
import type { AttemptLog, ComponentLog } from './run-log.ts';
import type { UndoElement, UndoFlow, UndoOne } from './undo-state.ts';
import type { Wait } from './wait-port.ts';

/** What one component leaves behind, gathered while it runs. */
export class ComponentRecord {
  readonly trace: AttemptTrace;
  resolved: ResolvedCall | undefined;
  result: ResultScope | undefined;
  error: StepgateError | undefined;
  retryCount = 0;
  /** Those of this time of `until`. */
  retries = 0;
  isCache = false;
  /** Its output is among those of the layer. */
  isKept = false;
  /** A failure of it, or of one of its elements, was passed over, and `{failed.NAME}` says why. */
  hasIgnored = false;
  /** Its answer has gone to the client as it came. */
  isPassedOn = false;
  /** Milliseconds, once it has ended. */
  runTimeMs = 0;
  /** A flow or a loop: what of it is kept until it has ended. */
  part: Part | undefined;
  /** A flow or a loop as it was kept before a recovery. */
  keptPart: FlowState | LoopState | undefined;
  /** The component inside it, or the element, that failed, in full. */
  failedAt: string | undefined;
  /** It has got as far as its call. */
  hasCalled = false;
  /** It is making its call. */
  isCalling = false;
  /** An attempt of it may have taken effect, whatever came of it. */
  mayHaveHappened = false;
  /** Of a flow: what its times have left inside to be undone. */
  flowsLeft: UndoFlow[] | undefined;
  /** Of a loop: what its elements have left to be undone. */
  elementsLeft: Record<string, UndoElement> | undefined;
  /** Which time of `until` this is; a recovery goes on with the one that failed. */
  times = 1;
  /** Times that count against `max`. */
  tried = 0;
  readonly component: CompiledComponent;
  readonly named: Named;
  /** Its place in its layer, from 0. */
  readonly at: number;
  /** Aborts it. */
  readonly signal: Signal;
  readonly #clock: Clock;
  readonly #start: number;
  readonly #elapsed: number;
  #outcome: ComponentOutcome | undefined;
  #attempts: AttemptLog[] | undefined;
  /** A flow whose last time is over, for the log. */
  #lastPart: Part | undefined;
  /** When this time of `until` began. */
  #triedAt: number;
  /** Of its result. */
  #status: number | undefined;

  /** `isLogged`: a run log may be written. */
  constructor(component: CompiledComponent, named: Named, at: number, signal: Signal, clock: Clock, isLogged: boolean) {
    this.component = component;
    this.named = named;
    this.at = at;
    this.signal = signal;
    this.trace = { requests: [], isLogged, logs: [], steps: [], warnings: [], logsDropped: 0, unread: undefined };
    this.#clock = clock;
    this.#start = clock.now();
    this.#elapsed = clock.elapsed();
    this.#triedAt = this.#elapsed;
  }

  /** It rests before its next time of `until`, until then; epoch milliseconds. */
  dueAt: number | undefined;
  /** What it waits for, or has waited for. */
  wait: Wait | undefined;
  /** It had begun before the run rested: whether it runs is not asked again. */
  isWoken = false;

  /** What it is called this time. */
  get names(): Named {
    return timeNamed(this.named, this.times);
  }

  /** What names its call within the run; each further time of `until` has one of its own. */
  get key(): string {
    return this.names.key;
  }

  /** The same, for a header. */
  get keyInHeader(): string {
    return this.names.keyInHeader;
  }

  /** It has run, and `until` was looked at. */
  noteTime(held: boolean): void {
    const run_time = Math.round(this.#clock.elapsed() - this.#triedAt);
    this.tried++;
    (this.#attempts ??= []).push({ start_datetime: iso(this.#clock.now() - run_time), run_time, held });
  }

  /** `until` has not held as often as it may: a recovery counts anew, and its calls are others. */
  giveUp(): void {
    this.times++;
    this.tried = 0;
    this.#lastPart = this.part;
    this.part = undefined;
    this.keptPart = undefined;
  }

  /** Takes up what was kept of it before a recovery. */
  resume(kept: PartState): void {
    if (!('times' in kept)) {
      this.keptPart = kept;
      return;
    }
    this.times = kept.times;
    this.tried = kept.tried;
    this.dueAt = kept.due;
    this.keptPart = kept.flow;
    if (kept.undo) this.flowsLeft = [...kept.undo];
  }

  /** What of it is done while it is under way; whether there is another time of `until` is not known before. */
  get fraction(): number {
    const isUnknown = this.#outcome !== undefined || (this.component.until && !this.component.loop);
    return isUnknown ? 0 : (this.part?.fraction ?? this.trace.fraction ?? 0);
  }

  /** What a recovery needs of it; undefined: nothing but its name. */
  kept(): PartState | undefined {
    const { part } = this;
    // Until it has begun in this session, what was kept of it still holds.
    const state = part ? part.state() : this.keptPart;
    // A loop has no times of its own, before it has begun neither: its elements have.
    if (!this.component.until || (part && !state) || (state && isLoop(state))) return state;
    const due = this.dueAt === undefined ? undefined : { due: this.dueAt };
    const undo = this.flowsLeft && { undo: [...this.flowsLeft] };
    return { times: this.times, tried: this.tried, ...due, ...(state && { flow: state }), ...undo };
  }

  /** It runs once more for `until`. */
  again(): void {
    this.times++;
    this.retries = 0;
    this.part = undefined;
    this.keptPart = undefined;
    this.#triedAt = this.#clock.elapsed();
  }

  /** It runs once more for `until`, when it is due. */
  rest(dueAt: number): void {
    this.again();
    this.dueAt = dueAt;
  }

  /** What the last attempt has left is not of this one. */
  beginAttempt(): void {
    this.result = undefined;
    this.trace.unread = undefined;
  }

  /** An attempt has failed: whether it may have taken effect all the same. */
  noteFailed(thrown: unknown): void {
    if (!this.isCalling) return;
    this.isCalling = false;
    const { signal, trace } = this;
    if ((signal.aborted && thrown === signal.reason) || trace.uncertain || isUncertain(thrown))
      this.mayHaveHappened = true;
  }

  /** Whether it leaves a run that it has called: one that waits, or is suspended. */
  leavesChild({ kind }: ComponentOutcome): boolean {
    return this.trace.child !== undefined && (kind === 'parked' || kind === 'child');
  }

  /** What it has left to be undone, once it has ended; undefined: nothing. */
  left(outcome: ComponentOutcome): UndoOne | undefined {
    const { component, error, signal, mayHaveHappened, flowsLeft: flows } = this;
    const isDone = outcome.kind === 'value' && error === undefined;
    // A flow that is aborted has failed as one of its own components did.
    const isUnknown =
      mayHaveHappened || (outcome.kind === 'failed' && signal.aborted && component.call.type === 'flow');
    const own =
      component.undo && (isDone || isUnknown)
        ? { outcome: isDone ? ('done' as const) : ('unknown' as const) }
        : undefined;
    return own || flows ? { ...own, ...(flows && { flows }) } : undefined;
  }

  /** What it called gave may be large, and is needed no more. */
  end(outcome: ComponentOutcome): void {
    this.#outcome = outcome;
    this.#status = this.result?.status;
    this.beginAttempt();
    for (const request of this.trace.requests) request.settled();
    this.runTimeMs = this.#clock.elapsed() - this.#elapsed;
  }

  /** The component's entry in the run log. */
  entry(): ComponentLog {
    const { layer, action, desc, call, outputPath, ignoreError } = this.component;
    const { resolved, trace } = this;
    const { name } = this.named;
    const request = resolved?.type === 'api' || resolved?.type === 'rule' ? resolved : undefined;
    const outcome = this.#outcome;
    const error = this.error ?? (outcome && 'error' in outcome ? outcome.error : undefined);
    const requests = trace.requests.map((request) => request.log());
    return {
      step: layer,
      action,
      name,
      desc,
      type: call.type,
      url: request ? withoutCredentials(request.url) : nameOf(call),
      version: resolved?.type === 'script' ? resolved.version : null,
      input: resolved?.input ?? null,
      output: outcome?.kind === 'value' ? outcome.output : null,
      output_name: outputPath?.join('.') ?? null,
      error: error ? loggedFailure({ error, component: this.failedAt ?? name, layer }) : null,
      is_skip: outcome?.kind === 'skipped',
      is_cache: this.isCache,
      ignore_error: ignoreError,
      retry_count: this.retryCount,
      ...this.#times(),
      method: request?.method ?? null,
      status_code: this.#status ?? requests.at(-1)?.status_code ?? null,
      logs: trace.logs,
      ...(trace.logsDropped > 0 && { logs_dropped: trace.logsDropped }),
      steps: trace.steps,
      request_logs: requests,
      ...(trace.child && { child: trace.child }),
      ...(this.part ?? this.#lastPart)?.logged(),
      ...(this.#attempts && { attempts: this.#attempts }),
      ...(this.wait && { wait: loggedWait(this.wait) }),
      ...(outcome?.kind === 'parked' && { is_resting: true as const }),
    };
  }

  /** What did not fail the run, of it and of what is inside it. */
  warnings(): readonly PartWarning[] {
    const own = this.trace.warnings.map((message) => ({ component: this.named.name, message }));
    const part = this.part ?? this.#lastPart;
    return part ? [...own, ...part.warnings()] : own;
  }

  #times(): Pick<ComponentLog, 'start_datetime' | 'end_datetime' | 'run_time'> {
    const run_time = Math.round(this.runTimeMs);
    return { start_datetime: iso(this.#start), end_datetime: iso(this.#start + run_time), run_time };
  }
}

function loggedWait({ kind, since, until, completion }: Wait): NonNullable<ComponentLog['wait']> {
  const time = (ms: number | null): string | null => (ms === null ? null : iso(ms));
  return { for: kind, since: time(since), until: time(until), by: completion?.by ?? null };
}

/** By what it has failed: an answer that never came, or could not be read; a script, or a flow, that ran for too long. */
function isUncertain(thrown: unknown): boolean {
  return thrown instanceof StepgateError && (thrown.uncertain || UNCERTAIN.has(thrown.code));
}

const UNCERTAIN: ReadonlySet<string> = new Set(['110012', '110013', '110014']);

/** The script that is run; empty: it is no script. */
export function nameOf(call: CompiledComponent['call']): string {
  return call.type === 'script' ? call.script : '';
}

/** ISO 8601, UTC, milliseconds. */
export const iso = createIso();

/** Most times of run logs are within the same few seconds: the last one's text is kept, up to its milliseconds. */
function createIso(): (ms: number) => string {
  let second = Number.NaN;
  let text = '';
  return (ms) => {
    const now = Math.floor(ms / 1000);
    if (now !== second) {
      text = new Date(now * 1000).toISOString().slice(0, -4);
      second = now;
    }
    const rest = Math.floor(ms - now * 1000);
    return `${text}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`;
  };
}
