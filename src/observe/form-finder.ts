/** A form that was found, and what is shown in its place. */
export interface SecretMatch {
  /** The first character, and the one after the last. */
  readonly start: number;
  readonly end: number;
  readonly mask: string;
}

/** The shortest form that can be found within a text, in characters. */
export const SHORTEST = 4;

/** A hash is of the last four characters: each shift moves the oldest one out. */
const SHIFT = 5;
const HASHES = 1 << (SHORTEST * SHIFT);

/** A radix tree: the forms that begin with what leads to a node. */
interface TrieNode {
  /** What follows the parent. */
  label: string;
  /** Of the form that ends here. */
  mask: string | undefined;
  children: Map<number, TrieNode> | undefined;
}

/**
 * Finds any of many texts, the leftmost and of those the longest. One pass over a text, whether there are ten forms or
 * a hundred thousand: a bit for the hash of their first four characters says where one may begin; there the tree is
 * walked.
 */
export class FormFinder {
  readonly #maybe = new Uint32Array(HASHES / 32);
  readonly #root: TrieNode = { label: '', mask: undefined, children: undefined };
  #longest = 0;

  /** Characters of the longest form; 0: there is none. */
  get longest(): number {
    return this.#longest;
  }

  /** A form to be found from now on; one that is too short is not looked for. */
  add(form: string, mask: string): void {
    if (form.length < SHORTEST) return;
    this.#longest = Math.max(this.#longest, form.length);
    let hash = 0;
    for (let at = 0; at < SHORTEST; at++) hash = next(hash, form.charCodeAt(at));
    this.#maybe[hash >>> 5] = (this.#maybe[hash >>> 5] ?? 0) | (1 << (hash & 31));
    insert(this.#root, form, mask);
  }

  /** All that is found in `text`, from left to right. */
  find(text: string): readonly SecretMatch[] {
    if (this.#longest === 0 || text.length < SHORTEST) return NONE;
    const maybe = this.#maybe;
    let found: SecretMatch[] | undefined;
    let hash = 0;
    let from = SHORTEST - 1;
    for (let at = 0; at < text.length; at++) {
      hash = next(hash, text.charCodeAt(at));
      if (at < from || (((maybe[hash >>> 5] ?? 0) >>> (hash & 31)) & 1) === 0) continue;
      const one = this.#at(text, at - SHORTEST + 1);
      if (one === undefined) continue;
      (found ??= []).push(one);
      // The next one begins behind it.
      from = one.end + SHORTEST - 1;
      at = one.end - 1;
    }
    return found ?? NONE;
  }

  #at(text: string, start: number): SecretMatch | undefined {
    let node = this.#root;
    let at = start;
    let end = -1;
    let mask = '';
    for (;;) {
      const child = node.children?.get(text.charCodeAt(at));
      if (child === undefined || !text.startsWith(child.label, at)) break;
      node = child;
      at += node.label.length;
      if (node.mask !== undefined) [end, mask] = [at, node.mask];
    }
    return end < 0 ? undefined : { start, end, mask };
  }
}

const NONE: readonly SecretMatch[] = Object.freeze([]);

function next(hash: number, charCode: number): number {
  return ((hash << SHIFT) ^ charCode) & (HASHES - 1);
}

/** The last mask that is given for a form counts. */
function insert(root: TrieNode, form: string, mask: string): void {
  let node = root;
  let at = 0;
  for (;;) {
    const children = (node.children ??= new Map<number, TrieNode>());
    const first = form.charCodeAt(at);
    const child = children.get(first);
    if (child === undefined) {
      children.set(first, { label: form.slice(at), mask, children: undefined });
      return;
    }
    const shared = sharedLength(child.label, form, at);
    if (shared < child.label.length) {
      const rest: TrieNode = { ...child, label: child.label.slice(shared) };
      child.label = child.label.slice(0, shared);
      child.mask = undefined;
      child.children = new Map([[rest.label.charCodeAt(0), rest]]);
    }
    at += shared;
    if (at === form.length) {
      child.mask = mask;
      return;
    }
    node = child;
  }
}

function sharedLength(label: string, form: string, at: number): number {
  const most = Math.min(label.length, form.length - at);
  let length = 0;
  while (length < most && label.charCodeAt(length) === form.charCodeAt(at + length)) length++;
  return length;
}
