import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { ruleHelp } from './zh/rule-help.ts';

const schema = JSON.parse(readFileSync(new URL('../../../schemas/rule.json', import.meta.url), 'utf8')) as unknown;

function descriptionsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { description } = value as { description?: unknown };
  return [...(typeof description === 'string' ? [description] : []), ...Object.values(value).flatMap(descriptionsIn)];
}

it('every description in the schema of rules is there in Chinese: add new ones to zh/rule-help.ts', () => {
  const all = [...new Set(descriptionsIn(schema))];
  assert.ok(all.length > 50);
  assert.deepEqual(
    all.filter((text) => ruleHelp[text] === undefined),
    [],
  );
});

it('what stands in a description in backquotes and braces stands in its translation too', () => {
  const codes = (text: string): string[] => (text.match(/`[^`]+`|\{[^}]+\}|"[^"]+"/g) ?? []).sort();
  for (const [english, chinese] of Object.entries(ruleHelp)) assert.deepEqual(codes(chinese), codes(english), english);
});
