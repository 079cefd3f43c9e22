import type { JsonObject } from '../json.ts';
import type { FlowCase, Scope } from '../rule/compiled.ts';
import { emptyScope } from './context.ts';
import type { Waiting } from './waiting.ts';

/** What is around a flow, with `{callback.NAME}` of the waits inside. @param key that of the flow, this time. */
export function withCallbacks(
  around: Scope,
  flow: Pick<FlowCase, 'callbacks'> | undefined,
  waits: Pick<Waiting, 'urls'>,
  key: string,
): Scope {
  if (!flow?.callbacks) return around;
  const outer = around.callback as JsonObject | undefined;
  const callback = { ...outer, ...waits.urls(flow.callbacks, `${key}/`) };
  return Object.assign(emptyScope(), around, { callback });
}
