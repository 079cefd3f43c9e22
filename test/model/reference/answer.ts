import type { Json, JsonObject } from '../../../src/json.ts';
import type { SeenAnswer } from '../observation.ts';
import { WrongCondition, isTrue } from './condition.ts';
import { asText, fill, inContext } from './template.ts';
import type { Look } from './template.ts';

const SUCCESS = { code: 200, msg: 'success', data: null };

/** A failure with the words that are known of it. */
export interface AnsweredFailure {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly component: string | null;
  readonly layer: number | null;
  /** What is wrong with a request. */
  readonly errors?: Json;
}

/** What a script gave to `ctx.response`. */
export type Responded = { readonly value: Json } | null;

/** The answer of a run that did not fail. */
export function successAnswer(response: JsonObject, context: JsonObject, responded: Responded): SeenAnswer {
  const look = inContext(context);
  const chosen = caseOf((response.cases ?? []) as JsonObject[], look);
  const { status = 200, header = {} } = chosen ?? response;
  return {
    status: Number(fill(status, look)),
    headers: headerTexts(fill(header, look)),
    type: (response.type ?? 'json') as string,
    body: chosen ? successBody(chosen, look, null) : successBody(response, look, responded),
  };
}

/** The first whose `when` is true; one that fails is not, one without is. */
function caseOf(cases: readonly JsonObject[], look: Look): JsonObject | undefined {
  return cases.find(({ when }) => {
    try {
      return typeof when !== 'string' || isTrue(when, look);
    } catch (error) {
      if (error instanceof WrongCondition) return false;
      throw error;
    }
  });
}

function successBody({ body, defaultBody }: JsonObject, look: Look, responded: Responded): Json {
  if (responded) return body === undefined ? responded.value : fill(body, look);
  if (defaultBody !== undefined) return fill(defaultBody, look);
  return body === undefined ? SUCCESS : fill(body, look);
}

/** The answer of a run that rests. */
export function waitingAnswer({ type = 'json' }: JsonObject, trx: string): SeenAnswer {
  return {
    status: 202,
    headers: { location: `/runs/${trx}` },
    type: type === 'text' ? 'json' : (type as string),
    body: { code: '000202', msg: 'waiting', status: 'waiting', trx },
  };
}

/** What has become of a run that has failed, where it was kept. */
export type FailedStanding = 'suspended' | 'compensating' | 'compensated' | undefined;

/** The answer of a run that failed. Parts of the `error` block replace those of the answer. */
export function failureAnswer(
  response: JsonObject,
  context: JsonObject,
  failure: AnsweredFailure,
  standing: FailedStanding,
): SeenAnswer {
  const { code, message: msg, component, layer, errors } = failure;
  const plain = {
    code,
    msg,
    trx: context.trx ?? null,
    ...(standing && { status: standing }),
    ...(errors && { errors }),
  };
  const look = inContext({ ...context, error: { code, msg, component, layer } });
  // One block is a list of one.
  const { status, header, body } = caseOf([response.error ?? {}].flat() as JsonObject[], look) ?? {};
  return {
    status: status === undefined ? (standing === 'suspended' ? 202 : failure.status) : Number(fill(status, look)),
    headers: header === undefined ? {} : headerTexts(fill(header, look)),
    type: (response.type ?? 'json') as string,
    body: body === undefined ? plain : fill(body, look),
  };
}

/** A list repeats the header; what a header cannot carry is percent-encoded. */
function headerTexts(header: Json): SeenAnswer['headers'] {
  const texts: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(header as JsonObject)) {
    const items = [value].flat().filter((item) => item !== null);
    const [first = '', ...more] = items.map((item) => sendable(asText(item)));
    if (items.length > 0) texts[name.toLowerCase()] = more.length === 0 ? first : [first, ...more];
  }
  return texts;
}

function sendable(text: string): string {
  const carried = (one: string): boolean =>
    one === '\t' || (one >= ' ' && one <= '~') || (one >= '\x80' && one <= '\xff');
  return Array.from(text.toWellFormed(), (one) => (carried(one) ? one : encodeURIComponent(one))).join('');
}
