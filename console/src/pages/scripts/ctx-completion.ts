import type { CtxMember, CtxTypes } from './ctx-types.ts';

/** What can stand at a place, and where the word that is being typed begins. */
export interface CtxCompletion {
  readonly from: number;
  readonly members: readonly CtxMember[];
}

const NONE: readonly CtxMember[] = [];

/** What can follow at the end of `before`: members of `ctx`, or options of `ctx.request({…})`. */
export function ctxCompletion(before: string, types: CtxTypes, script = before): CtxCompletion | undefined {
  return memberCompletion(before, types, script) ?? optionCompletion(before, types, script);
}

/** The member of `ctx` that is named at `offset`. */
export function ctxMemberAt(script: string, offset: number, types: CtxTypes): (CtxMember & Place) | undefined {
  const chain = new RegExp(`(?<![\\w$.])${nameOfCtx(script)}((?:\\.[\\w$]+)+)`, 'g');
  for (const { index, 0: whole } of script.matchAll(chain)) {
    if (offset < index || offset > index + whole.length) continue;
    const wordEnd = index + (/^[\w$.]*?(?=\.|$)/.exec(whole.slice(offset - index))?.[0].length ?? 0) + offset - index;
    const names = script.slice(index, wordEnd).split('.').slice(1);
    const name = names.pop();
    const member = membersAt(names, types, script).find((one) => one.name === name);
    return member && { ...member, from: wordEnd - member.name.length, to: wordEnd };
  }
  return undefined;
}

interface Place {
  readonly from: number;
  readonly to: number;
}

function memberCompletion(before: string, types: CtxTypes, script: string): CtxCompletion | undefined {
  const chain = new RegExp(`(?<![\\w$.])${nameOfCtx(script)}((?:\\.[\\w$]+)*)\\.([\\w$]*)$`);
  const [, above, typed = ''] = chain.exec(before) ?? [];
  if (above === undefined) return undefined;
  return found(before, typed, membersAt(above.split('.').slice(1), types, script));
}

/** A key of the object that `ctx.request` gets. */
function optionCompletion(before: string, types: CtxTypes, script: string): CtxCompletion | undefined {
  const call = new RegExp(`(?<![\\w$.])${nameOfCtx(script)}\\.request\\(\\s*\\{((?:[^{}]|\\{[^{}]*\\})*)$`);
  const [, inside] = call.exec(before) ?? [];
  const [, typed] = /(?:^|,)\s*(\w*)$/.exec(inside ?? '-') ?? [];
  return typed === undefined ? undefined : found(before, typed, types.get('RequestOptions') ?? NONE);
}

function found(before: string, typed: string, members: readonly CtxMember[]): CtxCompletion | undefined {
  return members.length === 0 ? undefined : { from: before.length - typed.length, members };
}

function membersAt(names: readonly string[], types: CtxTypes, script: string): readonly CtxMember[] {
  const root = types.get(isAsync(script) ? 'AsyncCtx' : 'PlainCtx') ?? NONE;
  return names.reduce((members, name) => members.find((one) => one.name === name)?.members ?? NONE, root);
}

/** What waits gives a promise in an async handler. */
function isAsync(script: string): boolean {
  return /\basync\s+function\s+handler\b|\bhandler\s*=\s*async\b/.test(script);
}

/** The handler's first parameter, `ctx` unless it is called otherwise. */
function nameOfCtx(script: string): string {
  const [, name = 'ctx'] =
    /\bhandler\s*(?:=\s*(?:async\s*)?(?:function\s*\w*\s*)?)?\(\s*([A-Za-z_]\w*)/.exec(script) ?? [];
  return name;
}
