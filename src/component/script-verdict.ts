import { LRUCache } from 'lru-cache';
import { StepgateError } from '../error.ts';
import { copyJson } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { stringify } from '../large/stringify.ts';
import { compileVerdict } from '../rule/call-verdict.ts';
import type { VerdictSpec } from '../rule/call-verdict.ts';
import type { Verdict } from './api-judge.ts';

/** Conditions of scripts mostly stand in their source: each is compiled once. */
const MOST_KNOWN = 500;
const known = new LRUCache<string, Verdict>({ max: MOST_KNOWN });

const USUAL: Verdict = { responseCondition: undefined, errMsg: undefined };

/**
 * What the options of `ctx.request` say about judging its answer; the realm has checked their types.
 * @throws StepgateError 110005 a condition, or a template, is none.
 */
export function verdictOf({ responseCondition, errMsg, errorMsg, failure, retryOn }: JsonObject): Verdict {
  const given: Record<string, Json> = {};
  for (const [field, value] of Object.entries({ responseCondition, errMsg: errMsg ?? errorMsg, failure, retryOn }))
    if (value !== undefined) given[field] = value;
  if (Object.keys(given).length === 0) return USUAL;
  const key = stringify(given);
  const verdict = known.get(key) ?? compiled(given);
  known.set(key, verdict);
  return verdict;
}

function compiled(given: JsonObject): Verdict {
  const { verdict, wrong } = compileVerdict(copyJson(given) as VerdictSpec);
  if (!wrong) return verdict;
  const field = wrong.pointer.replaceAll('/', '.');
  throw new StepgateError('110005', `ctx.request: argument 1 (options${field}): ${wrong.message}`);
}
