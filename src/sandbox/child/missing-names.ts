import type * as Acorn from 'acorn';
import type { Finding } from './script.ts';

/** Names that other runtimes have and the sandbox lacks, and what to use instead. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ...names('fetch XMLHttpRequest', 'use ctx.request'),
  ...names('Headers Request Response FormData Blob AbortController AbortSignal', 'use the options of ctx.request'),
  ...names(
    'require module exports __dirname __filename',
    'a script has no modules and no files; put what it needs into it',
  ),
  ...names('process', 'pass what it needs as `input`, such as {var.NAME}'),
  ...names('setTimeout setInterval setImmediate clearTimeout clearInterval', 'use ctx.sleep'),
  ...names('queueMicrotask', 'use a promise'),
  ...names('URL URLSearchParams', 'use encodeURIComponent, or the body of a ctx.request with GET'),
  ...names('Buffer atob btoa TextEncoder TextDecoder', 'use ctx.base64'),
  ...names('crypto', 'use ctx.hash, ctx.hmac, ctx.aes, ctx.rsa, ctx.jwt or ctx.uuid'),
  ...names('performance', 'use Date.now'),
  ...names('structuredClone', 'use JSON.parse(JSON.stringify(value))'),
  ...names('global window self document localStorage', 'use ctx.data for what scripts of a run share'),
]);

function names(all: string, instead: string): [string, string][] {
  return all.split(' ').map((name) => [name, instead]);
}

type Node = Acorn.Node & Readonly<Record<string, unknown>>;

/** Warns of names that a script uses, does not declare itself, and will not find. */
export function missingNames(program: Acorn.Program): Finding[] {
  const declared = new Set<string>();
  const used: { readonly name: string; readonly node: Node }[] = [];
  visit(program as unknown as Node);
  return used
    .filter(({ name }) => !declared.has(name))
    .map(({ name, node }) => ({
      severity: 'warning',
      message: `${name} is not there in a script; ${INSTEAD.get(name) ?? 'a script has no modules'}`,
      line: node.loc?.start.line ?? 1,
      column: (node.loc?.start.column ?? 0) + 1,
    }));

  function visit(node: Node): void {
    if (node.type === 'Identifier' && INSTEAD.has(String(node.name))) used.push({ name: String(node.name), node });
    if (node.type === 'ImportExpression') used.push({ name: 'import()', node });
    declare(node);
    for (const [key, value] of Object.entries(node)) {
      if (isNoReference(node, key)) continue;
      for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(one)) visit(one);
    }
  }

  function declare(node: Node): void {
    if (node.type === 'VariableDeclarator' || node.type === 'ClassDeclaration') bind(node.id);
    if (node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression') bind(node.id);
    if (node.type.endsWith('FunctionExpression') || node.type === 'FunctionDeclaration')
      for (const parameter of node.params as unknown[]) bind(parameter);
    if (node.type === 'CatchClause') bind(node.param);
  }

  /** All names of a pattern, its defaults among them: what a script declares somewhere is not told of anywhere. */
  function bind(pattern: unknown): void {
    if (!isNode(pattern)) return;
    if (pattern.type === 'Identifier') declared.add(String(pattern.name));
    for (const part of ['properties', 'elements', 'value', 'argument', 'left'])
      for (const one of [pattern[part]].flat()) bind(one);
  }
}

/** The name of a member or a label, and the question whether a name is there. */
function isNoReference(node: Node, key: string): boolean {
  if (key === 'label') return true;
  if (node.type === 'MemberExpression') return key === 'property' && node.computed !== true;
  if (['Property', 'MethodDefinition', 'PropertyDefinition'].includes(node.type)) {
    return key === 'key' && node.computed !== true;
  }
  return node.type === 'UnaryExpression' && node.operator === 'typeof' && (node.argument as Node).type === 'Identifier';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
