import { Type } from 'typebox';
import { Pace } from '../large/turn.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import { scriptUsesOf, secretUsesOf } from '../rule/uses.ts';
import type { Use } from '../rule/uses.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { answers, success } from './envelope.ts';
import { Query } from './field.ts';
import { noSuch } from './version.ts';

const UseOfName = Type.Object({
  method: Type.String(),
  name: Type.String({ description: 'of the rule' }),
  version: Type.String(),
  active: Type.Boolean({ description: 'true: only active versions are looked at' }),
  pointer: Type.String({ description: 'JSON pointer into the rule' }),
});

/** A file name's ending, which a component may write after a script's name. */
const SCRIPT_ENDING = /\.[jt]s$/;

/** Which rules name a script or a secret, and where. */
export function addUsageRoutes(app: AdminApp, deps: AdminDeps): void {
  const { scripts, secrets } = deps.store;
  addUsage(app, deps, 'script', scriptUsesOf, async (name) => (await scripts.get({ name })) !== undefined);
  addUsage(app, deps, 'secret', secretUsesOf, async (name) => (await secrets.get({ name })) !== undefined);
}

function addUsage(
  app: AdminApp,
  deps: AdminDeps,
  what: 'script' | 'secret',
  usesOf: (rule: CompiledRule) => readonly Use[],
  exists: (name: string) => Promise<boolean>,
): void {
  const example = what === 'script' ? 'demo/coupon' : 'SMS_KEY';
  const schema = {
    summary: `Which active rules name a ${what}, and where`,
    querystring: Query({ name: Type.String({ minLength: 1, examples: [example] }) }),
    response: answers(Type.Object({ list: Type.Array(UseOfName) })),
  };
  app.get(`/${what}/usage`, { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const name = what === 'script' ? query.name.replace(SCRIPT_ENDING, '') : query.name;
    const list = await usesIn(deps, (rule) => usesOf(rule).filter((use) => use.name === name));
    if (list.length === 0 && !(await exists(name))) throw noSuch(what, { name });
    return success({ list });
  });
}

/** What of the active rules `usesOf` finds. */
export async function usesIn(
  { registry }: Pick<AdminDeps, 'registry'>,
  usesOf: (rule: CompiledRule) => readonly Use[],
) {
  const pace = new Pace();
  const list = [];
  for (const rule of await registry.rules()) {
    const { method, name, version } = rule;
    for (const { pointer } of usesOf(rule)) list.push({ method, name, version, active: true, pointer });
    if (pace.isOver) await pace.next();
  }
  return list;
}
