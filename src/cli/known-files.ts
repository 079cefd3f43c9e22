import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../json.ts';
import type { Operator, RuleVersion, ScriptVersion, Store } from '../store/store.ts';
import type { ScriptFile } from './script-file.ts';

/** Who files come from, in versions and in the audit log. */
export const FILES: Operator = { id: 0, name: 'files', ip: '' };

/** What files brought before: of each rule and script the newest. It was checked then, and need not be again. */
export interface KnownFiles {
  readonly rules: readonly RuleVersion[];
  readonly scripts: readonly ScriptVersion[];
  /** Whether a rule file that holds `document` brings nothing new. */
  isKnownRule(document: unknown): boolean;
  isKnownScript(script: Omit<ScriptFile, 'file'>): boolean;
}

/** Members of a rule file; what another one is, a check tells. */
const MEMBERS = new Set(['$schema', 'name', 'method', 'desc', 'rule']);

export async function readKnownFiles(store: Pick<Store, 'rules' | 'scripts'>): Promise<KnownFiles> {
  const [rules, scripts] = await Promise.all([store.rules.newestBy(FILES.id), store.scripts.newestBy(FILES.id)]);
  const rulesByKey = new Map(rules.map((one) => [`${one.method} ${one.name}`, one]));
  const scriptsByName = new Map(scripts.map((one) => [one.name, one]));
  return {
    rules,
    scripts,
    isKnownRule(document) {
      if (!isObject(document) || !Object.keys(document).every((member) => MEMBERS.has(member))) return false;
      const { name, method, rule, desc = '' } = document;
      const before = rulesByKey.get(`${String(method)} ${String(name)}`);
      return (
        before !== undefined && before.name === name && before.desc === desc && isDeepStrictEqual(before.rule, rule)
      );
    },
    isKnownScript({ name, source, language }) {
      const before = scriptsByName.get(name);
      return before?.script === source && before.language === language;
    },
  };
}
