import type { Json } from '../json.ts';
import { LargeBuilder } from './large-builder.ts';
import type { Sized } from './large-builder.ts';
import { Pace, nextTurn } from './turn.ts';
import { WideMap } from './wide-map.ts';

/** Characters of JSON text that are written in one go; what has more is large. */
const PIECE = 32_768;

/** A value read of a text that is no JSON. An object of many members stays a map: V8 takes long to make one of it. */
export type Tree = string | Tree[] | { readonly [name: string]: Tree } | WideMap<Tree>;

/** `tree` as a value, what is large in it kept as text (`largeJson`); made in slices. */
export async function largeFrom(tree: Tree): Promise<Json> {
  const { value } = smallOf(tree) ?? (await largeOf(tree, new Pace()));
  await nextTurn();
  return value;
}

async function largeOf(tree: Tree, pace: Pace): Promise<Sized> {
  if (typeof tree === 'string') return sizedText(tree);
  const builder = new LargeBuilder(Array.isArray(tree) ? 'array' : 'object');
  let pending: Json[] = [];
  let chars = 0;
  const flush = (): void => {
    if (builder.kind === 'array') builder.addItems(pending);
    else builder.addMembers(pending);
    pending = [];
    chars = 0;
  };
  for (const [key, member] of membersOf(tree)) {
    const found = smallOf(member);
    if (found) {
      if (key !== undefined) pending.push(key);
      pending.push(found.value);
      builder.deepen(found.depth);
      chars += found.chars + (key?.length ?? 0) + 4;
      if (chars > PIECE) flush();
    } else {
      flush();
      builder.add(key, await largeOf(member, pace));
    }
    if (pace.isOver) await pace.next();
  }
  flush();
  return builder.finish();
}

function* membersOf(tree: Exclude<Tree, string>): Generator<readonly [key: string | undefined, member: Tree]> {
  if (Array.isArray(tree)) for (const item of tree) yield [undefined, item];
  else if (isMap(tree)) yield* tree;
  else yield* Object.entries(tree);
}

/** A value that is not large; undefined: it is. */
function smallOf(tree: Tree): Sized | undefined {
  if (typeof tree === 'string') return tree.length < PIECE ? sizedText(tree) : undefined;
  if (isMap(tree)) return undefined;
  let [chars, depth] = [2, 0];
  for (const [key = '', one] of membersOf(tree)) {
    const member = smallOf(one);
    chars += key.length + 4 + (member?.chars ?? 0);
    if (!member || chars > PIECE) return undefined;
    depth = Math.max(depth, member.depth);
  }
  return { value: tree as Json, chars, depth: depth + 1 };
}

function sizedText(text: string): Sized {
  return { value: text, chars: text.length + 2, depth: 0 };
}

function isMap(tree: Tree): tree is WideMap<Tree> {
  return tree instanceof WideMap;
}
