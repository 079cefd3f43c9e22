import { kindOf, oneOf, onlyFields, record, text, wrong } from './argument.ts';
import type { Argument } from './argument.ts';

/** Each may take as long as a condition may. */
const MAX_FAILURES = 16;
const FIELDS = ['when', 'output', 'code', 'msg', 'status', 'retry'];

/** What certain failures mean, as in a rule. */
export function failures(at: Argument, value: unknown): void {
  const expected = `an array of at most ${MAX_FAILURES} objects`;
  if (!Array.isArray(value)) return wrong(at, expected, kindOf(value));
  if (value.length > MAX_FAILURES) wrong(at, expected, `one of ${value.length}`);
  (value as unknown[]).forEach((one, index) => failure({ ...at, name: `${at.name}[${index}]` }, one));
}

function failure(at: Argument, value: unknown): void {
  const { when, code, msg, status, retry } = fieldsOf(at, value);
  const of = (field: string): Argument => ({ ...at, name: `${at.name}.${field}` });
  text(of('when'), when);
  if (code !== undefined && (text(of('code'), code) === '' || (code as string).length > 64))
    wrong(of('code'), 'a string of 1 to 64 characters', 'another');
  if (msg !== undefined) text(of('msg'), msg);
  if (status !== undefined && !isWithin(status, 400)) wrong(of('status'), 'a status from 400 to 599', kindOf(status));
  if (retry !== undefined && typeof retry !== 'boolean') wrong(of('retry'), 'true or false', kindOf(retry));
}

function fieldsOf(at: Argument, value: unknown): Record<string, unknown> {
  const fields = record(at, value);
  onlyFields(at, fields, FIELDS);
  return fields;
}

/** Statuses, and reasons why there was no answer. */
export function retryOn(at: Argument, value: unknown): void {
  if (!Array.isArray(value)) return wrong(at, 'an array of statuses, timeout, connect and reset', kindOf(value));
  (value as unknown[]).forEach((one, index) => {
    const own = { ...at, name: `${at.name}[${index}]` };
    if (typeof one === 'string') oneOf(own, one, ['timeout', 'connect', 'reset']);
    else if (!isWithin(one, 100)) wrong(own, 'a status from 100 to 599', kindOf(one));
  });
}

function isWithin(status: unknown, least: number): boolean {
  return Number.isInteger(status) && (status as number) >= least && (status as number) <= 599;
}
