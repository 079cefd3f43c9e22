import { traceOf } from '../engine/ids.ts';
import type { Engine } from '../engine/engine.ts';
import { StepgateError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { textOf } from '../large/stringify.ts';
import type { Registry } from '../registry/registry.ts';
import type { CompiledRule, RawRequest } from '../rule/compiled.ts';
import type { RunStore } from '../store/kept-runs.ts';
import { found } from './plugin.ts';
import { targetOf } from './raw-request.ts';
import { check } from './serve.ts';

/** The parts of a request that nobody has sent. */
export interface GivenRequest {
  readonly query?: JsonObject | undefined;
  readonly header?: JsonObject | undefined;
  readonly params?: JsonObject | undefined;
  readonly body?: Json | undefined;
}

/** A run that is begun by an operator or by a schedule. */
export interface RunStartRequest {
  readonly trx: string;
  readonly request?: GivenRequest | undefined;
  /** In place of the rule's. */
  readonly queue?: string | undefined;
  readonly priority?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly clientId?: string | undefined;
  /** The schedule that begins it, and for which moment, ISO 8601. */
  readonly schedule?: { readonly name: string; readonly at: string } | undefined;
}

export interface StartRunDeps {
  readonly engine: Pick<Engine, 'queues'>;
  readonly registry: Pick<Registry, 'find'>;
  readonly prefix: string;
  readonly runs: Pick<RunStore, 'find'>;
}

/** Begins queued runs of rules. */
export interface StartRuns {
  /**
   * Of a saved rule, by its method and name; parameters in the name are filled from `params`. The same trx again begins nothing.
   * @throws StepgateError 000404, 000405 there is no such rule; 000400 it does not take the request; 000503.
   */
  ofName(method: string, name: string, start: RunStartRequest): Promise<void>;
  /** Of a rule that is saved nowhere. @throws StepgateError as `ofName`. */
  ofRule(rule: CompiledRule, start: RunStartRequest): Promise<void>;
}

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
  const { trx, request = {}, queue, priority, delayMs, clientId, schedule } = start;
  if (await runs.find(trx)) return;
  const raw: RawRequest = {
    ...{ method, path, params, ip: '' },
    query: texts(request.query ?? {}),
    header: lowered(request.header ?? {}),
    body: request.body ?? null,
  };
  const checked = await check(rule, raw);
  const ids = { trx, logId: traceOf(undefined), clientId, schedule };
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
