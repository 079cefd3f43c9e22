import type { Call } from './bridge.ts';
import { ctxError, endedError, locate } from './error.ts';
import type { ErrorText } from './error.ts';

/** @throws when the call's outcome is settled: its `ctx` does nothing any more. */
export function alive(call: Call): void {
  if (call.ended) throw endedError();
}

/** Settles the outcome of a call, once: the first wins. */
export function end(call: Call, ...outcome: readonly string[]): void {
  if (call.ended) return;
  call.ended = true;
  if (call.logsDropped > 0) call.bridge.emit('dropped', call.id, call.logsDropped);
  call.bridge.emit('end', call.id, ...outcome);
}

/** The value of an answer: `+` and JSON. @throws the `ctx` error that follows a `-`. */
export function fromAnswer(answer: string): unknown {
  const value = JSON.parse(answer.slice(1)) as unknown;
  if (answer.startsWith('+')) return value;
  throw ctxError(value as ErrorText);
}

/** Asks the gateway and blocks the script. `args` is a JSON array. */
export function blocking(call: Call, method: string, args: string): unknown {
  alive(call);
  const answer = call.bridge.callSync(call.id, method, args);
  // The deadline passed meanwhile.
  if (answer === '') call.ended = true;
  alive(call);
  return fromAnswer(answer);
}

/**
 * Asks the gateway; other calls of this isolate go on meanwhile.
 * @param site an error that was made where the script asked.
 */
export function later(call: Call, method: string, args: string, site?: Error): Promise<unknown> {
  alive(call);
  const sequence = ++call.sequence;
  return new Promise((resolve, reject) => {
    call.waiting.set(sequence, { resolve, reject, site, step: call.step });
    call.bridge.emit('call', call.id, method, sequence, args);
  });
}

/**
 * Hands an answer to what waits for it. All that follows in the script follows from this one answer, until the next
 * one: so the step that waited is the step at work.
 */
export function deliver(call: Call, sequence: number, answer: string): void {
  const waiting = call.waiting.get(sequence);
  if (waiting === undefined || call.ended) return;
  call.waiting.delete(sequence);
  call.step = waiting.step;
  try {
    waiting.resolve(fromAnswer(answer));
  } catch (error) {
    if (waiting.site !== undefined) locate(error, waiting.site);
    waiting.reject(error);
  }
}
