import { catalogue } from '../../../src/error.ts';
import type { Json, JsonObject } from '../../../src/json.ts';
import type { SeenAnswer, SeenCall, SeenReply, SeenSubRun } from '../observation.ts';
import type { Document, ProgramRequest } from '../program.ts';
import { environment } from '../program.ts';
import { failureAnswer } from './answer.ts';
import { checkFields } from './fields.ts';

/** A request as its rule takes it, or what it is answered that takes none such. */
export type Asked = { readonly request: ProgramRequest } | { readonly refused: SeenReply };

/** What a rule makes of the call of another one. @param rule undefined: there is none. */
export function ask(
  rule: Document | undefined,
  call: SeenCall,
  ip: string,
  ids: { readonly trx: string; readonly logId: string },
  seen: SeenSubRun | null,
): Asked {
  const refuse = (code: keyof typeof catalogue, headers = {}): Asked => {
    const body = { code, msg: messageOf(seen?.answer), trx: ids.trx };
    return { refused: replyOf({ status: catalogue[code].status, headers, type: 'json', body }, ids.trx, call.method) };
  };
  if (!rule || !leadsTo(call.path, rule.name)) return refuse('000404');
  const method = call.method === 'HEAD' ? 'GET' : call.method;
  if (rule.method !== 'ANY' && rule.method !== method) return refuse('000405', { allow: rule.method });
  const { 'content-type': type } = call.header;
  const isUnread = type !== undefined && !/^application\/(json|[\w.-]+\+json)$/.test(type);
  const raw: ProgramRequest = {
    ...{ method: call.method, path: seen?.path ?? '', params: paramsOf(rule.name, call.path), query: queryOf(call) },
    ...{ header: seen?.header ?? call.header, body: isUnread ? null : call.body, ip },
  };
  const checked = isUnread ? '000415' : checkFields((rule.rule.request ?? {}) as JsonObject, raw);
  if (typeof checked !== 'string') return { request: checked };
  const response = (rule.rule.response ?? {}) as JsonObject;
  const { message = '', errors = null } = seen?.refused ?? {};
  const told = { message, ...(errors !== null && { errors }), component: null, layer: null };
  const failure = { code: checked, status: catalogue[checked].status, ...told };
  const answer = failureAnswer(
    response,
    { request: raw as unknown as Json, ...ids, ...environment },
    failure,
    undefined,
  );
  return { refused: replyOf(answer, ids.trx, call.method) };
}

/** An answer as it goes to the caller. */
export function replyOf({ status, headers, body }: SeenAnswer, trx: string, method: string): SeenReply {
  const all = { 'content-type': 'application/json; charset=utf-8', ...headers, trx };
  return { status, headers: all, body: method === 'HEAD' ? '' : JSON.stringify(body) };
}

function messageOf(answer: SeenReply | null | undefined): string {
  const { msg } = (answer?.body ? JSON.parse(answer.body) : {}) as { readonly msg?: string };
  return msg ?? '';
}

/** @param path what follows the first segment. */
function leadsTo(path: readonly string[], name: string): boolean {
  const [, ...segments] = name.split('/');
  return segments.length === path.length && segments.every((one, index) => one.startsWith(':') || one === path[index]);
}

function paramsOf(name: string, path: readonly string[]): Record<string, string> {
  const [, ...segments] = name.split('/');
  return Object.fromEntries(
    segments.flatMap((segment, index) => (segment.startsWith(':') ? [[segment.slice(1), path[index] ?? '']] : [])),
  );
}

/** Repeated names as lists. */
function queryOf({ query }: SeenCall): ProgramRequest['query'] {
  const all = Map.groupBy(query, ([name]) => name);
  return Object.fromEntries(
    [...all].map(([name, pairs]) => {
      const values = pairs.map(([, value]) => value);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
