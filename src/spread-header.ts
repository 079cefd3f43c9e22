import { StepgateError } from './error.ts';
import { connectionHeaders, namedByConnection } from './http-header.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { textOf } from './large/stringify.ts';

/** The key whose members are headers, or parameters, too. */
export const ALL = '*';

/** Not passed on with `*`: they are of one hop, or the gateway's own. */
const OF_ONE_HOP: ReadonlySet<string> = new Set([
  ...connectionHeaders,
  'host',
  'forwarded',
  'trx',
  'traceparent',
  'idempotency-key',
]);

/** They say how a body is written, which only one that is passed on as it came still is. */
const OF_BODY = ['content-type', 'content-encoding'];

/** What `*` leaves out besides: of a call, of one whose body is passed on as it came, and of an answer. */
const LEFT_OUT: Readonly<Record<'call' | 'rawCall' | 'answer', ReadonlySet<string>>> = {
  call: new Set(OF_BODY),
  rawCall: new Set(),
  answer: new Set([...OF_BODY, 'date']),
};

/**
 * Headers with those of `*` put in; those that are named win, in any case.
 * @param of a raw call passes a body on: the headers that say how it is written go with it.
 * @throws StepgateError 110004 where `*` is no object.
 */
export function spreadHeader(header: JsonObject, of: keyof typeof LEFT_OUT): JsonObject {
  const { [ALL]: all = null, ...named } = header;
  const members = membersOf(all, 'header');
  const own = new Set(Object.keys(named).map((name) => name.toLowerCase()));
  const connection = members.filter(([name]) => name.toLowerCase() === 'connection');
  const ofConnection = namedByConnection(connection.map(([, value]) => textOf(value)).join(','));
  const passedOn = members.filter(([name]) => {
    const lower = name.toLowerCase();
    if (own.has(lower) || OF_ONE_HOP.has(lower) || /^(?:proxy|x-forwarded)-/.test(lower)) return false;
    return !ofConnection.has(lower) && !LEFT_OUT[of].has(lower);
  });
  return Object.fromEntries([...passedOn, ...Object.entries(named)]);
}

/** The members of what stands at `*`. @throws StepgateError 110004 where it is no object. */
export function membersOf(all: Json, field: string): [string, Json][] {
  if (isObject(all)) return Object.entries(all as JsonObject);
  const got = all === null ? 'null' : Array.isArray(all) ? 'a list' : `a ${typeof all}`;
  throw new StepgateError('110004', `"*" in ${field} takes an object, such as {request.${field}}, and got ${got}`);
}
