export type ScriptLanguage = 'js' | 'ts';

/** What is worked on, and not saved yet; input and mocks of a test go with it. */
export interface ScriptDraft {
  readonly source: string;
  /** Whether source or description are others than those of the version; if not, only the test is kept. */
  readonly isChanged: boolean;
  readonly language: ScriptLanguage;
  /** Of the version that will be saved. */
  readonly desc: string;
  /** The version that it was begun from; null: a new script. */
  readonly baseVersion: string | null;
  /** JSON texts, as they are typed. */
  readonly input: string;
  readonly mocks: string;
}

/** Drafts of another form are not read: the program that wrote them was another release. */
const FORM = 1;

export const NO_TEST = { input: '{}', mocks: '[]' };

/** The key under which the draft of a script is kept. */
export function scriptDraftKey(name: string): string {
  return `stepgate.draft script ${name}`;
}

/** A draft as text to be kept. */
export function writeScriptDraft(draft: ScriptDraft): string {
  return JSON.stringify({ form: FORM, ...draft });
}

/** Reads a draft back; undefined: there is none that can be used. */
export function readScriptDraft(stored: string | null): ScriptDraft | undefined {
  try {
    const draft = JSON.parse(stored ?? 'null') as (Partial<ScriptDraft> & { readonly form?: number }) | null;
    if (draft?.form !== FORM || typeof draft.source !== 'string') return undefined;
    const {
      source,
      isChanged = true,
      language,
      desc = '',
      baseVersion = null,
      input = NO_TEST.input,
      mocks = NO_TEST.mocks,
    } = draft;
    return { source, isChanged, language: language === 'ts' ? 'ts' : 'js', desc, baseVersion, input, mocks };
  } catch {
    return undefined;
  }
}

/** What a new script begins with. */
export function templateOf(language: ScriptLanguage): string {
  if (language === 'js') return 'async function handler(ctx, input) {\n  return input;\n}\n';
  return [
    "import type { AsyncCtx } from 'stepgate/ctx';",
    '',
    'async function handler(ctx: AsyncCtx, input: any) {',
    '  return input;',
    '}',
    '',
  ].join('\n');
}

/** The API's own rule, so that it is told before anything is sent. */
const NAME = /^(?!.*\.[jt]s$)[A-Za-z0-9_~-][A-Za-z0-9_.~-]*(\/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*$/;

/** Whether a script can be called so. */
export function isScriptName(name: string): boolean {
  return NAME.test(name) && name.length <= 255;
}
