import type { Diagnostics } from './diagnostics.ts';
import { gather } from './component-placeholders.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import type { CompiledQueue, QueueBackoff } from './queue-types.ts';
import { DEFAULT_QUEUE } from './queue-types.ts';
import { refuseSecrets } from './rule-secrets.ts';
import type { QueueSpec } from './schema/queue.ts';
import { compileTemplate } from './template.ts';
import type { Placeholder } from './template-types.ts';

/** Compiles `queue` of a rule. @param suspends whether a run that has failed for the last time is suspended. */
export function compileQueue(spec: QueueSpec, suspends: boolean, diagnostics: Diagnostics): CompiledQueue {
  const { name = DEFAULT_QUEUE, mode = 'onRequest', priority = 0, delay, attempts, expires, key } = spec;
  const at = (field: string): string => member('/queue', field);
  const compiled = (value: QueueSpec['delay'], field: string) =>
    value === undefined ? undefined : compileTemplate(value, at(field), contextSyntax, diagnostics);
  if (key === undefined && spec.keyConcurrency !== undefined)
    diagnostics.warn(at('keyConcurrency'), 'counts the runs with the same `key`, and there is no key');
  if (typeof delay === 'number') {
    if (delay < 0) diagnostics.error(at('delay'), 'expected a number of seconds, 0 or more');
    if (expires !== undefined && delay >= expires)
      diagnostics.error(
        at('delay'),
        `the run would expire (after ${expires} s) before it may begin (after ${delay} s)`,
      );
  }
  const queue: CompiledQueue = {
    ...{ name, always: mode === 'always', priority, attempts, suspends },
    delay: compiled(delay, 'delay'),
    key: compiled(key, 'key'),
    keyConcurrency: spec.keyConcurrency ?? 1,
    backoff: backoffOf(spec.backoff),
    expiresMs: expires === undefined ? undefined : Math.round(expires * 1000),
  };
  refuseSecrets(queuePlaceholders(queue), diagnostics);
  return queue;
}

/** Its placeholders, which are read before the run begins. */
export function queuePlaceholders({ delay, key }: CompiledQueue): Placeholder[] {
  return gather([delay, key]);
}

function backoffOf({ type, delay, max }: NonNullable<QueueSpec['backoff']> = {}): QueueBackoff {
  const ms = (seconds: number | undefined) => (seconds === undefined ? undefined : Math.round(seconds * 1000));
  return { type, delayMs: ms(delay), maxMs: ms(max) };
}
