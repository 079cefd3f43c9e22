import { compileRequestCall } from './api-call.ts';
import type { CompiledComponent, RuleCall, RuleEnvironment } from './compiled.ts';
import type { Diagnostics } from './diagnostics.ts';
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

/** What stands for any value in a path. */
const ANY = '*';

/** Warns where no rule has the method and the path of a call. @param own the rule that calls. */
export function warnOfMissingRule(
  { method, url: { source } }: RuleCall,
  own: { readonly name: string; readonly method: string },
  { endpoints }: RuleEnvironment,
  pointer: string,
  diagnostics: Diagnostics,
): void {
  const segments = segmentsOf(source);
  // It may begin with any number of segments.
  if (!endpoints || segments === undefined) return;
  const all = [...endpoints(), own];
  const named = all.filter(({ name }) => leadsTo(segments, name.split('/')));
  const fits = named.some((one) => one.method === 'ANY' || method === undefined || isSame(one.method, method));
  if (fits) return;
  const called = `${method ?? 'ANY'} ${source}`;
  const others = [...new Set(named.map((one) => one.method))].join(', ');
  const message = named.length > 0 ? `, but one for ${others}` : ' yet';
  const names = all.map(({ name }) => name);
  diagnostics.warn(member(pointer, 'url'), `there is no rule ${called}${message}`, nearest(source, names, 3));
}

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
