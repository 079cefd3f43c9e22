import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Pair, visit, type YAMLError } from 'yaml';
import { keepDigits } from './yaml-number.ts';

/** Values that the aliases of a text may make of it. */
const MOST_VALUES = 100_000;

/** Something in a text that no JSON can be made of, or should be. */
export interface YamlDiagnostic {
  readonly offset: number;
  readonly message: string;
}

/**
 * Finds what keeps JSON from being made of a document. Keys that are numbers or booleans become the text that stands
 * there, long numbers keep their digits.
 */
export function yamlDiagnostics(document: Document.Parsed): YamlDiagnostic[] {
  const diagnostics = [...document.errors, ...document.warnings].map(ofParser);
  const version = document.directives.yaml;
  if (version.explicit === true && version.version !== '1.2') {
    diagnostics.push({
      offset: 0,
      message: `%YAML ${version.version}: this is read as YAML 1.2; remove the directive`,
    });
  }
  visit(document, {
    Map: (_, { items }) => void diagnostics.push(...keyDiagnostics(items)),
    Scalar(key, node) {
      if (key !== 'key') keepDigits(node);
      const isJson = typeof node.value !== 'number' || Number.isFinite(node.value);
      if (!isJson && key !== 'key')
        diagnostics.push({ offset: startOf(node), message: 'the number has no place in JSON' });
    },
  });
  return diagnostics.length > 0 ? diagnostics : new Aliases().diagnosticsOf(document.contents);
}

function ofParser({ code, message, pos: [offset] }: YAMLError): YamlDiagnostic {
  const tag = /^Unresolved tag: (?:tag:yaml\.org,2002:(\S+)|(\S+))/.exec(message);
  if (tag !== null) {
    const name = tag[1] === undefined ? tag[2] : `!!${tag[1]}`;
    return {
      offset,
      message: `the tag ${name ?? ''} is not known here: the file holds what JSON can say, and no more`,
    };
  }
  if (code === 'MULTIPLE_DOCS') {
    return { offset, message: 'a second document begins here; a file holds one, so put it into a file of its own' };
  }
  if (code === 'RESOURCE_EXHAUSTION') return { offset, message: 'the text is nested too deeply' };
  return { offset, message: message.replace(/ at line \d+, column \d+:[^]*$/, '') };
}

/** What is wrong with the keys of one map. */
function keyDiagnostics(items: readonly Pair[]): YamlDiagnostic[] {
  const seen = new Set<string>();
  const diagnostics: YamlDiagnostic[] = [];
  for (const { key } of items) {
    const text = isMergeKey(key) ? '<<' : keyText(key);
    if (text === undefined) diagnostics.push({ offset: startOf(key), message: 'a key must be a text' });
    else if (seen.has(text)) {
      const hint = text === '<<' ? '; name all in one: <<: [*a, *b]' : '';
      diagnostics.push({ offset: startOf(key), message: `the key ${JSON.stringify(text)} stands twice${hint}` });
    } else seen.add(text);
  }
  return diagnostics;
}

/** The text that a key becomes; undefined: none. */
function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  const { value, source } = key;
  if (typeof value === 'number' || typeof value === 'boolean') key.value = source ?? String(value);
  return typeof key.value === 'string' ? key.value : undefined;
}

/** Whether it is the plain `<<` that puts the members of other maps in. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

/** Follows aliases in the order of the text: each names the last anchor before it. */
class Aliases {
  readonly #anchors = new Map<string, unknown>();
  readonly #sizes = new Map<unknown, number>();
  readonly #open = new Set<unknown>();
  readonly #diagnostics: YamlDiagnostic[] = [];
  #made = 0;

  diagnosticsOf(node: unknown): YamlDiagnostic[] {
    this.#sizeOf(node);
    return this.#diagnostics;
  }

  /** The values that a node stands for. */
  #sizeOf(node: unknown): number {
    if (isPair(node)) {
      if (isMergeKey(node.key)) this.#checkMerge(node);
      return this.#sizeOf(node.value);
    }
    if (isAlias(node)) return this.#sizeOfAlias(node, node.source);
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (!isMap(node) && !isSeq(node)) return 1;
    this.#open.add(node);
    const size = node.items.reduce<number>((sum, item) => sum + this.#sizeOf(item), 1);
    this.#open.delete(node);
    this.#sizes.set(node, size);
    return size;
  }

  #sizeOfAlias(alias: unknown, name: string): number {
    const add = (message: string): void => void this.#diagnostics.push({ offset: startOf(alias), message });
    const target = this.#anchors.get(name);
    if (target === undefined) add(`there is no &${name} before this *${name}`);
    else if (this.#open.has(target)) add(`*${name} lies in &${name}, which it stands for`);
    const size = this.#sizes.get(target) ?? 1;
    const before = this.#made;
    this.#made += size;
    if (before <= MOST_VALUES && this.#made > MOST_VALUES) {
      add(`the aliases up to here make more than ${MOST_VALUES} values of the text; write less with them`);
    }
    return size;
  }

  /** `<<` takes a map, or a list of maps. */
  #checkMerge({ key, value }: Pair): void {
    const resolved = (one: unknown): unknown => (isAlias(one) ? this.#anchors.get(one.source) : one);
    const source = resolved(value);
    // What an alias in it names is known to be before it, or has a diagnostic of its own.
    const parts = isSeq(source) ? source.items.map(resolved) : [source];
    if (parts.every((part) => part === undefined || isMap(part))) return;
    this.#diagnostics.push({ offset: startOf(key), message: '<< takes a map, or a list of maps' });
  }
}

/** Where a node begins in the text. */
export function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
