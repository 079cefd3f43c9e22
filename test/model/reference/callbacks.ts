import type { JsonObject } from '../../../src/json.ts';
import { callbackUrl } from '../program.ts';
import type { WaitKept } from './wait.ts';

/** `{callback.NAME}` of the waits that stand in some layers themselves. @param before what keys begin with there. */
export function callbacksOf(layers: readonly (readonly JsonObject[])[], trx: string, before = ''): JsonObject {
  const waits = layers.flatMap((layer, index) =>
    layer
      .filter(({ type, for: kind }) => type === 'wait' && kind === 'callback')
      .map(({ name }): [string, string] => [
        name as string,
        callbackUrl(trx, `${before}${index + 1}-${name as string}`),
      ]),
  );
  return Object.fromEntries(waits);
}

/** What the layers of a flow see of what is around it, and where their own waits are called back. */
export function withOwnCallbacks(
  context: JsonObject,
  layers: readonly (readonly JsonObject[])[],
  trx: string,
  key: string,
): JsonObject {
  return { ...context, callback: { ...(context.callback as JsonObject), ...callbacksOf(layers, trx, `${key}/`) } };
}

/** What is known of the waits of a run, with what has come before the run did. */
export function withCallbacks(
  waits: ReadonlyMap<string, WaitKept>,
  calledBack: ReadonlyMap<string, WaitKept['output']>,
): ReadonlyMap<string, WaitKept> {
  const early = [...calledBack].map(([key, output]): [string, WaitKept] => [
    key,
    { since: null, until: null, status: 'done', output },
  ]);
  return new Map([...waits, ...early]);
}
