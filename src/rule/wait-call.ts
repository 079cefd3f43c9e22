import type { Diagnostics } from './diagnostics.ts';
import { member } from './json-pointer.ts';
import { contextSyntax } from './placeholder.ts';
import { withoutMarks } from './request/bigint.ts';
import { compileRequest } from './request/request.ts';
import type { FieldRules } from './schema/field-rule.ts';
import type { WaitSpec } from './schema/component.ts';
import { compileTemplate } from './template.ts';
import type { WaitCall, WaitKind } from './wait-types.ts';

/** Fields that only some waits have. */
const FIELDS: Readonly<Record<string, readonly WaitKind[]>> = {
  body: ['callback'],
  title: ['approval'],
  form: ['approval'],
  roles: ['approval'],
  onReject: ['approval'],
  seconds: ['time'],
  at: ['time'],
  timeout: ['callback', 'approval'],
};

/** Compiles what a `wait` waits for. */
export function compileWait(spec: WaitSpec, pointer: string, diagnostics: Diagnostics): WaitCall {
  const { title, roles = ['operator'], onReject } = spec;
  refuseOthers(spec, pointer, diagnostics);
  if (spec.for === 'approval' && title === undefined)
    diagnostics.error(pointer, 'an approval has a title, which says what is to be approved');
  if (spec.for === 'callback' && spec.foreach !== undefined)
    diagnostics.error(
      member(pointer, 'foreach'),
      'a callback in a loop stands inside a flow with `foreach`: there {callback.NAME} is read, one URL for each element',
    );
  const field = spec.for === 'callback' ? 'body' : 'form';
  return {
    type: 'wait',
    for: spec.for,
    title:
      title === undefined ? undefined : compileTemplate(title, member(pointer, 'title'), contextSyntax, diagnostics),
    roles: [...roles],
    goesOnRejected: onReject === 'continue',
    time: spec.for === 'time' ? compileTime(spec, pointer, diagnostics) : undefined,
    check: compileValue(spec[field] ?? {}, pointer, field, diagnostics),
  };
}

function refuseOthers(spec: WaitSpec, pointer: string, diagnostics: Diagnostics): void {
  for (const [field, kinds] of Object.entries(FIELDS)) {
    if (field in spec && !kinds.includes(spec.for))
      diagnostics.error(
        member(pointer, field),
        `a wait for ${spec.for} has no ${field}; only one for ${kinds.join(' or ')} has`,
      );
  }
}

function compileTime(spec: WaitSpec, pointer: string, diagnostics: Diagnostics): WaitCall['time'] {
  if ((spec.seconds === undefined) === (spec.at === undefined)) {
    diagnostics.error(pointer, 'a wait for a time has either seconds or at; give exactly one of them');
    return undefined;
  }
  const unit = spec.seconds === undefined ? 'at' : 'seconds';
  const value = compileTemplate(spec[unit] ?? null, member(pointer, unit), contextSyntax, diagnostics);
  return { unit, value };
}

/** What checks a value by field rules, which say of it what they say of a request's body. */
function compileValue(
  fields: FieldRules,
  pointer: string,
  field: 'body' | 'form',
  diagnostics: Diagnostics,
): WaitCall['check'] {
  if (Object.keys(fields).length === 0) return (value) => ({ ok: true, value });
  const request = compileRequest({ body: fields }, pointer, field === 'body' ? diagnostics : placed());
  const nothing = { method: 'POST', path: '', params: {}, query: {}, header: {}, ip: '' };
  return async (body, path) => {
    const checked = await request.check({ ...nothing, body });
    // An output is what its JSON says: a `bigint` is a number there.
    if (checked.ok) return { ok: true, value: withoutMarks(checked.request.body ?? null) };
    const at = (own: string | undefined) => own && { path: own.replace(/^request\.body/, path) };
    return { ok: false, errors: checked.errors.map(({ message, path: own }) => ({ ...at(own), message })) };
  };

  /** Diagnostics of `form`, which is read as a body. */
  function placed(): Diagnostics {
    const [from, to] = [member(pointer, 'body'), member(pointer, field)];
    const moved = (at: string) => (at.startsWith(from) ? to + at.slice(from.length) : at);
    return {
      ...diagnostics,
      error: (at, ...rest) => diagnostics.error(moved(at), ...rest),
      warn: (at, ...rest) => diagnostics.warn(moved(at), ...rest),
    };
  }
}
