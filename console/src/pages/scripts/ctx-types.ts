/** A member of `ctx`, as `ctx.d.ts` says it. */
export interface CtxMember {
  readonly name: string;
  /** One an overload: `hash(algorithm: HashAlgorithm, text: string): string`. */
  readonly signatures: readonly string[];
  readonly doc: string;
  readonly isMethod: boolean;
  /** Of an object: `ctx.data` has `store` and `load`. */
  readonly members: readonly CtxMember[];
}

/** The interfaces of a file of types, each with what it inherits. */
export type CtxTypes = ReadonlyMap<string, readonly CtxMember[]>;

const INTERFACE = /export interface (\w+)(?:<[^{]*?>)?(?: extends ([\w, ]+))? \{/g;
const FUNCTION_TYPE = /^type (\w+) = (\(.*\)) => (.*);$/gm;

/** Reads the interfaces of `ctx.d.ts`: what an editor completes and explains. It reads that one file, not all TypeScript. */
export function readCtxTypes(source: string): CtxTypes {
  const functionTypes = new Map(
    [...source.matchAll(FUNCTION_TYPE)].map(([, name, args, gives]) => [name, { args, gives }]),
  );
  const types = new Map<string, readonly CtxMember[]>();
  for (const match of source.matchAll(INTERFACE)) {
    const [head, name = '', above = ''] = match;
    const inherited = above.split(', ').flatMap((one) => types.get(one) ?? []);
    const body = source.slice(match.index + head.length, closingOf(source, match.index + head.length));
    types.set(name, [...inherited, ...membersOf(body, functionTypes)]);
  }
  return types;
}

type FunctionTypes = ReadonlyMap<string | undefined, { readonly args?: string; readonly gives?: string }>;

function membersOf(body: string, functionTypes: FunctionTypes): CtxMember[] {
  const members: CtxMember[] = [];
  for (const { doc, text } of declarationsOf(body)) {
    const member = memberOf(text, doc, functionTypes);
    if (member === undefined) continue;
    const before = members.findIndex(({ name }) => name === member.name);
    if (before >= 0) members[before] = withOverload(members[before] ?? member, member);
    else members.push(member);
  }
  return members;
}

function withOverload(first: CtxMember, { signatures, doc }: CtxMember): CtxMember {
  return { ...first, signatures: [...first.signatures, ...signatures], doc: first.doc === '' ? doc : first.doc };
}

function memberOf(text: string, doc: string, functionTypes: FunctionTypes): CtxMember | undefined {
  const [, name, rest = ''] = /^(?:readonly )?([\w$]+)([^]*)$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const type = rest.replace(/^\??:\s*/, '');
  if (type.startsWith('{') && type.endsWith('}')) {
    const members = membersOf(type.slice(1, -1), functionTypes);
    return {
      name,
      signatures: [`${name}: { ${members.map((one) => one.name).join(', ')} }`],
      doc,
      isMethod: false,
      members,
    };
  }
  const called = functionTypes.get(type);
  const signature = called === undefined ? `${name}${oneLine(rest)}` : `${name}${called.args}: ${called.gives}`;
  return { name, signatures: [signature], doc, isMethod: called !== undefined || /^[(<]/.test(rest), members: [] };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** Each declaration of a body with the comment before it. */
function* declarationsOf(body: string): Generator<{ readonly doc: string; readonly text: string }> {
  let doc = '';
  for (let at = 0; at < body.length;) {
    const rest = body.slice(at);
    const [comment] = /^\s*\/\*\*[^]*?\*\//.exec(rest) ?? [];
    if (comment !== undefined) {
      doc = comment.replace(/^\s*\/\*\*|\*\/$|^\s*\* ?/gm, '').trim();
      at += comment.length;
      continue;
    }
    const end = endOfDeclaration(body, at);
    const text = body.slice(at, end).trim();
    if (text !== '') yield { doc, text };
    doc = '';
    at = end + 1;
  }
}

/** The next `;` outside all brackets, or the end. */
function endOfDeclaration(body: string, from: number): number {
  let depth = 0;
  for (let at = from; at < body.length; at++) {
    if ('{(['.includes(body.charAt(at))) depth++;
    else if ('})]'.includes(body.charAt(at))) depth--;
    else if (body[at] === ';' && depth === 0) return at;
  }
  return body.length;
}

/** The brace that closes what was opened before `from`. */
function closingOf(source: string, from: number): number {
  let depth = 1;
  for (let at = from; at < source.length; at++) {
    if (source[at] === '{') depth++;
    else if (source[at] === '}' && --depth === 0) return at;
  }
  return source.length;
}
