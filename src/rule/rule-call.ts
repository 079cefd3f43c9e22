import { compileRequestCall } from './api-call.ts';
import type { CompiledComponent, Diagnostic, RuleCall } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
import { everyComponent } from './every-component.ts';
import { member } from './json-pointer.ts';
import { nearest } from '../nearest.ts';
import { findPlaceholders } from './placeholder.ts';
import type { RuleCallSpec } from './schema/component.ts';
import { compileRulePath } from './url-template.ts';

/** Compiles what is particular to a component that runs another rule. */
export function compileRuleCall(
  spec: RuleCallSpec,
  pointer: string,
  diagnostics: Diagnostics,
  rest?: string,
): RuleCall {
  const url = compileRulePath(spec.url, member(pointer, 'url'), diagnostics, rest);
  return { type: 'rule', ...compileRequestCall(spec, url, pointer, diagnostics) };
}

/** Whether a component asks for an answer with a status and headers: that of an upstream, or of another rule. */
export function isRequest(
  call: CompiledComponent['call'],
): call is Extract<CompiledComponent['call'], { type: 'api' | 'rule' }> {
  return call.type === 'api' || call.type === 'rule';
}

/** A call of another rule, and where its `url` stands. */
export interface RuleUse {
  /** Undefined: that of the request, whichever it is. */
  readonly method: string | undefined;
  /** With its placeholders. */
  readonly path: string;
  readonly pointer: string;
}

/** What a rule is called by. */
export interface RuleName {
  readonly method: string;
  readonly name: string;
}

/** The calls of other rules. */
export function ruleUsesOf(layers: readonly (readonly CompiledComponent[])[]): RuleUse[] {
  return everyComponent(layers).flatMap(({ call, pointer }) =>
    call.type === 'rule' ? [{ method: call.method, path: call.url.source, pointer: member(pointer, 'url') }] : [],
  );
}

/** A warning for each call that leads to none of the rules, at its place. @param rules all that there are. */
export function missingRules<U extends RuleUse>(
  uses: readonly U[],
  rules: readonly RuleName[],
): (Omit<U, 'method' | 'path'> & Diagnostic)[] {
  if (uses.length === 0) return [];
  const targets = rules.map(({ method, name }) => ({ method, segments: name.split('/') }));
  const names = rules.map(({ name }) => name);
  return uses.flatMap(({ method, path, ...place }) => {
    const segments = segmentsOf(path);
    // It may begin with any number of segments.
    if (segments === undefined) return [];
    const named = targets.filter((target) => leadsTo(segments, target.segments));
    if (named.some((one) => one.method === 'ANY' || method === undefined || isSame(one.method, method))) return [];
    const others = [...new Set(named.map((one) => one.method))].join(', ');
    const message = `there is no rule ${method ?? 'ANY'} ${path}${others === '' ? ' yet' : `, but one for ${others}`}`;
    const suggestion = nearest(path, names, 3);
    return [{ ...place, severity: 'warning', message, ...(suggestion !== undefined && { suggestion }) }];
  });
}

/** What stands for any value in a path. */
const ANY = '*';

function isSame(method: string, asked: string): boolean {
  return method === (asked === 'HEAD' ? 'GET' : asked);
}

/** Of the path; undefined: what a variable puts in may be several. */
function segmentsOf(source: string): readonly string[] | undefined {
  let path = source;
  for (const { start, end, text } of findPlaceholders(source).reverse()) {
    if (/^var\b/.test(text)) return undefined;
    path = path.slice(0, start) + ANY + path.slice(end);
  }
  return (path.split('?')[0] ?? '').split('/');
}

function leadsTo(segments: readonly string[], name: readonly string[]): boolean {
  const isRest = name.at(-1)?.startsWith('*') === true;
  if (isRest ? segments.length < name.length : segments.length !== name.length) return false;
  return name.every((one, index) => {
    if (/^[:*]/.test(one)) return true;
    const segment = segments[index] ?? '';
    return segment === one || segment.includes(ANY) || decoded(segment) === one;
  });
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
