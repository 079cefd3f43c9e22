import path from 'node:path';
import type { RuleDocument, RuleEnvironment } from '../rule/compiled.ts';
import { checkExpressions } from '../rule/expressions.ts';
import type { RuleName } from '../rule/rule-call.ts';
import { checkRuleText } from '../rule/text/check.ts';
import type { CheckedText } from '../rule/text/check.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { diagnosticOf } from './file-diagnostic.ts';
import type { FileDiagnostic } from './file-diagnostic.ts';
import type { KnownFiles } from './known-files.ts';
import { readSourceText } from './source-text.ts';

export const RULE_ENDINGS: readonly string[] = ['.json', '.yaml', '.yml'];

/** A rule as its file holds it. */
export interface RuleFile {
  readonly file: string;
  readonly document: RuleDocument;
}

/** What reading the file of a rule gives. */
export interface ReadRuleFile {
  /** Undefined where it has errors. */
  readonly rule: RuleFile | undefined;
  readonly diagnostics: readonly FileDiagnostic[];
  /** Calls of other rules: nobody has looked whether these are there. */
  readonly ruleUses: readonly (CheckedText['ruleUses'][number] & { readonly file: string })[];
  /** What the rule is called by; undefined where the file does not say. */
  readonly called: RuleName | undefined;
}

/** Reads a rule's file, and checks it unless it is known. */
export async function readRuleFile(
  file: string,
  environment: RuleEnvironment,
  sandbox: Pick<Sandbox, 'check'>,
  known?: Pick<KnownFiles, 'isKnownRule'>,
): Promise<ReadRuleFile> {
  const format = path.extname(file) === '.json' ? 'json' : 'yaml';
  const text = await readSourceText(file);
  if (typeof text !== 'string') return { rule: undefined, diagnostics: [text], ruleUses: [], called: undefined };
  const checked = checkRuleText(text, format, environment, (one) => known?.isKnownRule(one));
  const { document, errors, warnings, expressions, ruleUses, called } = checked;
  const wrong = await checkExpressions(expressions, (expression) => sandbox.check(expression, 'jsonata'));
  return {
    rule: document && { file, document },
    diagnostics: [...errors, ...wrong, ...warnings].map((found) => diagnosticOf(file, found)),
    ruleUses: ruleUses.map((use) => ({ ...use, file })),
    called,
  };
}
