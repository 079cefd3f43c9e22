import type { Clock } from '../clock.ts';
import { StepgateError } from '../error.ts';
import { errorOfText } from './error-text.ts';
import type { ErrorText } from './message.ts';
import type { Language, LogLevel, SandboxCall, SandboxOutcome, SandboxScript } from './sandbox.ts';

/** Methods that leave no trace: a script that called nothing else can be run again unnoticed. */
const WITHOUT_EFFECT = new Set([
  'data.load',
  'step.load',
  'step.fail',
  'progress',
  'hmac',
  'aes.encrypt',
  'aes.decrypt',
]);

/** Times that a script is run again after its process was lost. */
const MAX_RETRIES = 2;

/** Time of the gateway's own thread that a call has for nothing. */
const FREE_GATEWAY_MS = 50;
/** Beyond that it waits this many times as long as the gateway worked for it. */
const PACE = 9;

/** What people call it. */
export function kindOf(language: Language): string {
  return language === 'jsonata' ? 'transform' : 'script';
}

export function titleOf({ language, name }: SandboxScript): string {
  return `${kindOf(language)} ${name}`;
}

/** Warnings of one call. */
const MAX_WARNINGS = 20;

interface HeldLog {
  readonly level: LogLevel;
  readonly message: string;
  readonly at: number;
}

/**
 * One `run()`: from the caller's request to its one outcome, over as many attempts as lost processes make necessary.
 *
 *     queued ──► started in a process ──► settled
 *        ▲               │ process lost, and no effect so far
 *        └───────────────┘
 */
export class PendingCall {
  readonly call: SandboxCall;
  /** It made an outside call: to run it again would be noticed. */
  hasEffect = false;
  settled = false;
  /** Questions that the gateway has not answered yet: while there are some, the script waits. */
  pendingQuestions = 0;
  #retries = 0;
  readonly #settle: { readonly resolve: (outcome: SandboxOutcome) => void; readonly reject: (reason: unknown) => void };
  readonly #clock: Clock;
  readonly #release: () => void;
  /** Log lines of an attempt that may still be forgotten. */
  #logs: HeldLog[] = [];
  #logsDropped = 0;
  readonly #warnings = new Set<string>();
  #gatewayMs = 0;
  /** When the next paced answer may go out, on the monotonic clock. */
  #pacedUntil = 0;

  /**
   * @param onEnd the deadline passed, or the caller's signal aborted: the reason to reject with.
   */
  constructor(
    clock: Clock,
    call: SandboxCall,
    settle: { readonly resolve: (outcome: SandboxOutcome) => void; readonly reject: (reason: unknown) => void },
    onEnd: (pending: PendingCall, reason: unknown) => void,
  ) {
    this.#clock = clock;
    this.call = call;
    this.#settle = settle;
    const { signal, timeoutMs, script } = call;
    const callOff = clock.timer(timeoutMs, () => {
      onEnd(this, new StepgateError('110012', `${titleOf(script)} did not end within ${timeoutMs} ms`));
    });
    const abort = (): void => onEnd(this, signal?.reason);
    signal?.addEventListener('abort', abort);
    const release = (): void => {
      callOff();
      signal?.removeEventListener('abort', abort);
    };
    this.#release = release;
  }

  /** Whether losing the process can be hidden by running the script again. */
  get canRetry(): boolean {
    return !this.hasEffect && this.#retries < MAX_RETRIES;
  }

  /** Its process, or its isolate, was lost before. */
  get isRetried(): boolean {
    return this.#retries > 0;
  }

  /** Counts another attempt, and forgets what the last one wrote. */
  retry(): void {
    this.#retries++;
    this.#logs = [];
    this.#logsDropped = 0;
    this.#warnings.clear();
    this.call.host.begunAnew();
  }

  /** A method of the host is called. */
  markEffect(method: string): void {
    if (WITHOUT_EFFECT.has(method) || /^(?:rsa|jwt)\./.test(method)) return;
    this.hasEffect = true;
    this.#writeLogs();
  }

  /**
   * The gateway has worked `ms` for this call. A call that keeps it from its other work is slowed down, however many
   * questions it has at once: their answers come one after the other.
   * @returns how long its script has to wait for the answer.
   */
  paceMs(ms: number): number {
    this.#gatewayMs += ms;
    if (this.#gatewayMs <= FREE_GATEWAY_MS) return 0;
    const now = this.#clock.elapsed();
    this.#pacedUntil = Math.max(now, this.#pacedUntil) + ms * PACE;
    return this.#pacedUntil - now;
  }

  log(level: LogLevel, message: string, at: number): void {
    if (this.hasEffect) this.call.host.log(level, message, at);
    else this.#logs.push({ level, message, at });
  }

  logsDropped(count: number): void {
    this.#logsDropped = count;
  }

  warn(message: string): void {
    if (this.#warnings.size < MAX_WARNINGS) this.#warnings.add(message);
  }

  resolve(outcome: SandboxOutcome): void {
    if (this.#end()) this.#settle.resolve(outcome);
  }

  reject(reason: unknown): void {
    if (this.#end(reason)) this.#settle.reject(reason);
  }

  /** Ends as a sandbox process says. */
  endAs([kind, ...fields]: readonly string[]): void {
    const [first = '', second = '', third = ''] = fields;
    if (kind === 'value') return this.resolve({ kind, json: first });
    if (kind === 'suspend') return this.resolve({ kind, code: first, reason: second });
    if (kind === 'break') return this.resolve({ kind, code: first, status: Number(second), reason: third });
    this.reject(errorOfText(JSON.parse(first) as ErrorText));
  }

  /** @param reason why the call fails: of a promise that failed so, everybody hears. */
  #end(reason?: unknown): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.#release();
    this.#writeLogs();
    const told = reason instanceof StepgateError ? reason.message : undefined;
    for (const warning of this.#warnings) {
      if (told === undefined || !warning.includes(told)) this.call.host.warn(warning);
    }
    if (this.#logsDropped > 0) this.call.host.logsDropped(this.#logsDropped);
    return true;
  }

  #writeLogs(): void {
    const { host } = this.call;
    for (const { level, message, at } of this.#logs) host.log(level, message, at);
    this.#logs = [];
  }
}
