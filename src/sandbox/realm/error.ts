import type { MappedInsertion } from './bridge.ts';

/** What leaves the isolate of an error. */
export interface ErrorText {
  readonly code: string;
  readonly msg: string;
  readonly status?: number;
  readonly retryable?: boolean;
  /** For the gateway only. */
  readonly kind?: string | undefined;
}

/** The errors that `ctx` threw: an object that a script made to look like one is not among them. */
const known = new WeakMap<object, ErrorText>();

/** An error of `ctx`, as scripts catch it. */
export class CtxError extends Error {
  override readonly name = 'CtxError';
  readonly code: string;
  readonly status: number | undefined;
  readonly retryable: boolean;

  constructor(code: string, message: string, status?: number, retryable = false) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryable = retryable;
  }
}

/** An error to throw into a script; uncaught, it keeps its code. */
export function ctxError(text: ErrorText): CtxError {
  const error = new CtxError(text.code, text.msg, text.status, text.retryable);
  known.set(error, { ...text });
  return error;
}

/** Gives an error that `ctx` has made while no script ran the stack of the call that it is for. */
export function locate(error: unknown, site: Error): void {
  if (!(error instanceof CtxError)) return;
  const frames = (site.stack ?? '').split('\n').slice(1);
  Object.defineProperty(error, 'stack', { value: [String(error), ...frames].join('\n') });
}

/** The message of what every method throws once the call has ended. */
export const ENDED = 'the call has ended: nothing that the script still does has an effect';

/** Thrown by every method of `ctx` once the call's outcome is settled: by `suspend`, `break`, a return, a deadline. */
export function endedError(): CtxError {
  return new CtxError('110010', ENDED);
}

const MAX_MESSAGE = 1000;
const POSITION = /\bstepgate-script:(\d+):(\d+)/;

/** Cuts what would make a message unreadable. */
export function shorten(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}

/**
 * Why a script failed, of whatever it threw: proxies, getters and `toString` of a hostile value run here, under the
 * call's deadline, and what they throw is ignored.
 */
export function describeThrown(thrown: unknown, sourceMap: readonly MappedInsertion[]): ErrorText {
  const text = typeof thrown === 'object' && thrown !== null ? known.get(thrown) : undefined;
  if (text !== undefined) return text;
  return { code: '110002', msg: `${shorten(messageOf(thrown), MAX_MESSAGE)}${positionOf(thrown, sourceMap)}` };
}

function messageOf(thrown: unknown): string {
  if (typeof thrown === 'string') return `the script threw ${JSON.stringify(thrown)}`;
  if (typeof thrown !== 'object' || thrown === null) return `the script threw ${attempt(() => String(thrown))}`;
  const message = property(thrown, 'message');
  if (typeof message !== 'string') return `the script threw ${attempt(() => JSON.stringify(thrown))}`;
  const name = property(thrown, 'name');
  return typeof name === 'string' && name !== '' ? `${name}: ${message}` : message;
}

/** ` (line 3, column 9)` in the script's own source; nothing where the value carries no stack. */
export function positionOf(thrown: unknown, sourceMap: readonly MappedInsertion[]): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  const stack = property(thrown, 'stack');
  if (typeof stack !== 'string') return '';
  const found = POSITION.exec(shorten(stack, 100_000));
  if (found === null) return '';
  // The wrapper of script.ts is one line above the script's first.
  const line = Number(found[1]) - 1;
  return ` (line ${line}, column ${sourceColumn(line, Number(found[2]), sourceMap)})`;
}

function sourceColumn(line: number, column: number, sourceMap: readonly MappedInsertion[]): number {
  let before = 0;
  for (const [mappedLine, at, length] of sourceMap) {
    if (mappedLine === line && column > at + before) before += Math.min(length, column - at - before);
  }
  return column - before;
}

function property(value: object, name: string): unknown {
  try {
    return (value as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

function attempt(read: () => unknown): string {
  try {
    const text = read();
    return typeof text === 'string' ? text : 'an object';
  } catch {
    return 'an object';
  }
}
