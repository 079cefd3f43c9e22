import type { ComponentExecutor, ComponentResult, ResolvedScript } from '../../../src/engine/port.ts';
import { StepgateError } from '../../../src/error.ts';
import type { ScriptCall } from '../../../src/rule/compiled.ts';
import type { Act } from '../program.ts';
import { indicesOf } from '../reference/request.ts';
import type { Upstream } from './upstream.ts';

/** Scripts that do what the program says, at the engine's port for them: the sandbox is no part of these programs. */
export function createScriptActor(upstream: Upstream): ComponentExecutor<ScriptCall, ResolvedScript> {
  return {
    resolve: ({ script, input }, scope) => ({
      type: 'script',
      script,
      version: 'V1',
      source: '',
      language: 'js',
      input: input?.evaluate(scope) ?? null,
    }),
    async execute({ script: site, input }, { run, idempotencyKey, timeoutMs, signal }) {
      const header = { 'idempotency-key': idempotencyKey };
      const at = headerOf(run.scope.request, 'x-at');
      const call = {
        site: [site, ...at, ...indicesOf(idempotencyKey)].join('~'),
        method: 'script',
        path: [],
        query: [],
        header,
        body: input,
        timeoutMs,
      };
      const { respond, end } = (await upstream.arrive(call, signal)) as Act;
      if (respond !== undefined) run.respond(respond);
      return endOf(end);
    },
  };
}

function headerOf(request: unknown, name: string): string[] {
  const { header } = request as { readonly header: Readonly<Record<string, string | undefined>> };
  const value = header[name];
  return value === undefined ? [] : [value];
}

function endOf(end: Act['end']): ComponentResult {
  if ('value' in end) return { kind: 'value', result: { body: end.value } };
  if ('suspend' in end) return { kind: 'suspend', ...end.suspend };
  if ('break' in end) return { kind: 'break', ...end.break };
  throw end.throws === 'upstream'
    ? new StepgateError('110007', 'a request of the script failed')
    : new StepgateError('110002', 'the script threw');
}
