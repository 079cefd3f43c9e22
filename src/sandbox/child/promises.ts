import type * as Acorn from 'acorn';
import { childrenOf } from './asyncify.ts';

/** A script that names neither has no promises. */
const PROMISES = /async|Promise/;
/** The methods of `ctx` that give an async handler a promise. */
const PROMISING = new Set(['request', 'sleep', 'step']);

/**
 * Whether a script may begin something that it does not wait for, as far as its text tells. To watch for that costs a
 * call some 20 microseconds; most scripts await each promise where they get it.
 */
export function mayLeavePromises(text: string, program: Acorn.Program, handler: Acorn.Node | undefined): boolean {
  if (!PROMISES.test(text)) return false;
  // No recursion: it would allow less depth than the parser does.
  const left: { readonly node: Acorn.Node; readonly parents: readonly Acorn.Node[] }[] = [
    { node: program, parents: [] },
  ];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    const { node, parents } = one;
    if ((node as Partial<Acorn.Function>).async === true && node !== handler) return true;
    if (node.type === 'Identifier' && isLeft(node as Acorn.Identifier, parents)) return true;
    const path = [...parents.slice(-2), node];
    for (const child of childrenOf(node)) left.push({ node: child, parents: path });
  }
  return false;
}

function isLeft({ name }: Acorn.Identifier, parents: readonly Acorn.Node[]): boolean {
  if (name === 'Promise') return true;
  if (!PROMISING.has(name)) return false;
  const [user, call, member] = parents;
  if (member?.type !== 'MemberExpression' || call?.type !== 'CallExpression') return true;
  return (call as Acorn.CallExpression).callee !== member || user?.type !== 'AwaitExpression';
}
