import { traceOf } from '../engine/ids.ts';
import type { Engine } from '../engine/engine.ts';
import type { RunStartRequest, StartRuns } from '../engine/start-runs.ts';
import { StepgateError } from '../error.ts';
import type { JsonObject } from '../json.ts';
import { textOf } from '../large/stringify.ts';
import type { Registry } from '../registry/registry.ts';
import type { CompiledRule, RawRequest } from '../rule/compiled.ts';
import type { RunStore } from '../store/kept-runs.ts';
import { found } from './plugin.ts';
import { targetOf } from './raw-request.ts';
import { check } from './serve.ts';

export interface StartRunDeps {
  readonly engine: Pick<Engine, 'queues'>;
  readonly registry: Pick<Registry, 'find'>;
  readonly prefix: string;
  readonly runs: Pick<RunStore, 'find'>;
}

/** Begins queued runs for those who send no request. */
export function createStartRuns(deps: StartRunDeps): StartRuns {
  return {
    ofName(method, name, start) {
      const url = `${deps.prefix}/${filled(name, start.request?.params ?? {})}`;
      const { path, route } = targetOf(url, deps.prefix);
      const { rule, params } = found(deps.registry.find(method, route), method, path);
      return begin(deps, rule, method, path, params, start);
    },
    ofRule(rule, start) {
      const params = texts(start.request?.params ?? {});
      const method = rule.method === 'ANY' ? 'POST' : rule.method;
      return begin(deps, rule, method, `${deps.prefix}/${filled(rule.name, params)}`, params, start);
    },
  };
}

async function begin(
  { engine, runs }: StartRunDeps,
  rule: CompiledRule,
  method: string,
  path: string,
  params: Readonly<Record<string, string>>,
  start: RunStartRequest,
): Promise<void> {
  const { trx, request = {}, queue, priority, delayMs, clientId, metadata, schedule } = start;
  if (await runs.find(trx)) return;
  const raw: RawRequest = {
    ...{ method, path, params, ip: '' },
    query: texts(request.query ?? {}),
    header: lowered(request.header ?? {}),
    body: request.body ?? null,
  };
  const checked = await check(rule, raw);
  const ids = { trx, logId: traceOf(undefined), clientId, metadata, schedule };
  const { failure } = await engine.queues.begin(rule, checked, ids, { queue, priority, delayMs });
  if (failure && !(await runs.find(trx))) throw failure.error;
}

/** @throws StepgateError 000400 a parameter of the name is not given. */
function filled(name: string, params: JsonObject): string {
  return name === '/'
    ? ''
    : name.replaceAll(/[:*]([^/]*)/g, (placeholder, param: string) => {
        const value = params[param];
        if (typeof value === 'string' || typeof value === 'number')
          return placeholder.startsWith('*') ? encodeURI(String(value)) : encodeURIComponent(String(value));
        const path = `request.params.${param}`;
        const message = 'is required: it stands in the name of the rule';
        throw new StepgateError('000400', `${path} ${message}`, { errors: [{ path, message }] });
      });
}

/** As they would stand in a request. */
function texts(values: JsonObject): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
}

function lowered(header: JsonObject): RawRequest['header'] {
  return Object.fromEntries(Object.entries(texts(header)).map(([name, value]) => [name.toLowerCase(), value]));
}
