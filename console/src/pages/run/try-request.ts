import type { ComponentLog, LoggedRequest, RunLog } from './run-log.ts';

/** The request of `POST /rule/test`. */
export interface TryRequest {
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** A logged request as it is tried out again, to be edited. */
export function tryText({ method, path, query, header, params, body }: LoggedRequest): string {
  const request = { method, path, params: params ?? {}, query: query ?? {}, header: header ?? {}, body: body ?? null };
  return JSON.stringify(request, null, 2);
}

/** Answers in place of the components: what each gave, or failed with, when the run was logged. */
export function mocksOf({ step_logs: layers }: Pick<RunLog, 'step_logs'>): Record<string, unknown> {
  const logs = layers.flatMap(({ component_logs: components }) => components);
  // Of several attempts the last.
  return Object.fromEntries(logs.filter(({ is_skip: isSkipped }) => !isSkipped).map((log) => [log.name, mockOf(log)]));
}

function mockOf({ error, output }: ComponentLog): unknown {
  return error === null ? { output } : { error: { code: error.code, msg: error.msg } };
}

const FIELDS = ['method', 'path', 'params', 'query', 'header', 'body'];

/** What is typed as a request, or the name of a text that says what is wrong with it. */
export function readTry(
  text: string,
  parse: (text: string) => unknown,
): { readonly request: TryRequest } | { readonly wrong: 'run.tryNoJson' | 'run.tryNoObject' } {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return { wrong: 'run.tryNoJson' };
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || Object.keys(value as object).some((name) => !FIELDS.includes(name))) {
    return { wrong: 'run.tryNoObject' };
  }
  return { request: value as TryRequest };
}
