import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A rule as its file holds it. */
export interface RuleFile {
  readonly name: string;
  readonly method: string;
  readonly rule: Readonly<Record<string, unknown>>;
}

const FILE = path.join(import.meta.dirname, '../rules/register.json');

/** The rule of the sample, which calls the upstream and keeps no run log, with some fields of its own. */
export function registerRule(name: string, fields: object = {}): RuleFile {
  const text = readFileSync(FILE, 'utf8').replaceAll('{var.SELF}', '{var.UPSTREAM}');
  const { method, rule } = JSON.parse(text) as RuleFile;
  const { record, ...rest } = rule;
  if (record !== true)
    throw new Error('the sample keeps run logs no more: what is compared here has to be thought over');
  return { name, method, rule: { ...rest, ...fields } };
}

/** So many rules that nobody calls, each as large as the one that is called. */
export function otherRules(count: number): RuleFile[] {
  const { method, rule } = registerRule('');
  return Array.from({ length: count }, (_, index) => ({
    name: `team${index % 20}/service/${index}`,
    method,
    rule,
  }));
}

/** The rule with a script behind its two layers, which makes the answer. */
export function scriptRule(): RuleFile {
  const { name, method, rule } = registerRule('script');
  const input = { user: '{user}', coupon: '{coupon}', sms: '{sms}' };
  const script = { name: 'summary', type: 'script', url: 'summary', input, outputName: 'summary' };
  const components = [...(rule.components as object[][]), [script]];
  const body = { code: 200, msg: 'success', data: '{summary}', trx: '{trx}' };
  return { name, method, rule: { ...rule, components, response: { body } } };
}

/** The script of that rule; the handler written by hand has the same lines. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  summary: `function handler(ctx, input) {
  const { user, coupon, sms } = input;
  return { user: user.id, coupon: coupon.code, sms: sms.id, text: 'Welcome, ' + user.name + '!' };
}
`,
};

/** Calls one after another, or side by side: `components` in each of `layers`, all outputs in the answer. */
export function callsRule(name: string, layers: number, components: number): RuleFile {
  const names = Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: components }, (__, index) => `c${layer * components + index}`),
  );
  const call = { type: 'api', method: 'POST', url: '{var.UPSTREAM}/ps/demo/user/register', input: '{request.body}' };
  const body = Object.fromEntries(names.flat().map((one) => [one, `{${one}}`]));
  return {
    name,
    method: 'POST',
    rule: {
      components: names.map((layer) => layer.map((one) => ({ ...call, name: one, outputName: one }))),
      response: { body },
    },
  };
}

/** One call of a path of the upstream; its answer is the answer. */
export function callRule(name: string, upstreamPath: string, fields: object = {}): RuleFile {
  const call = { type: 'api', method: 'POST', url: `{var.UPSTREAM}${upstreamPath}`, input: '{request.body}' };
  const components = [[{ ...call, name: 'call', outputName: 'call' }]];
  return { name, method: 'POST', rule: { ...fields, components, response: { body: '{call}' } } };
}
