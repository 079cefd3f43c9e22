import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import source from '../../../../ctx.d.ts?raw';
import { ctxCompletion, ctxMemberAt } from './ctx-completion.ts';
import { readCtxTypes } from './ctx-types.ts';
import type { CtxMember } from './ctx-types.ts';

const types = readCtxTypes(source);

/** Completes `ctx.` beside what the language itself completes. */
function completeCtx(context: CompletionContext): CompletionResult | null {
  const script = context.state.doc.toString();
  const found = ctxCompletion(script.slice(0, context.pos), types, script);
  if (found === undefined) return null;
  return { from: found.from, options: found.members.map(asOption), validFor: /^[\w$]*$/ };
}

function asOption(member: CtxMember): Completion {
  const [signature = ''] = member.signatures;
  return {
    label: member.name,
    type: member.isMethod ? 'method' : 'property',
    detail: signature.slice(member.name.length),
    info: () => explanation(member),
  };
}

/** What a member of `ctx` is, where the mouse rests on it. */
const explainCtx = hoverTooltip(({ state }, pos) => {
  const member = ctxMemberAt(state.doc.toString(), pos, types);
  if (member === undefined) return null;
  return { pos: member.from, end: member.to, above: true, create: () => ({ dom: explanation(member) }) };
});

function explanation({ signatures, doc }: CtxMember): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-ctx-explanation';
  for (const signature of signatures) box.append(element('code', signature));
  if (doc !== '') box.append(element('p', doc));
  return box;
}

function element(tag: string, content: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = content;
  return made;
}

/** What an editor of scripts knows of `ctx`. */
export const ctxEditor: readonly Extension[] = [
  EditorState.languageData.of(() => [{ autocomplete: completeCtx }]),
  explainCtx,
];
