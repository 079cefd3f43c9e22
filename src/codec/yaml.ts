import {
  CORE_SCHEMA,
  DUMP_SCHEMA,
  NOT_RESOLVED,
  YAMLException,
  defineMappingTag,
  defineScalarTag,
  dump,
  floatCoreTag,
  intCoreTag,
  load,
  mapTag,
  mergeTag,
} from 'js-yaml';
import type { ScalarTagDefinition } from 'js-yaml';
import { isNested } from '../json.ts';
import type { Json } from '../json.ts';
import { LongNumber, isJsonNumber, numberFromJson } from '../long-number.ts';
import { CodecError } from './codec-error.ts';
import { maxDepth } from './depth.ts';

/** Characters that aliases may add to a text, a value counting as one more. */
const MOST_ADDED = 1_048_576;

/** Members that `<<` may put in. */
const MOST_MERGED = 20_000;

const intTag = numberTag(intCoreTag);
const floatTag = numberTag(floatCoreTag);

/** Keys are texts: of a number, `true` or null the text that it is in JSON. */
const textMapTag = defineMappingTag('tag:yaml.org,2002:map', {
  ...mapTag,
  addPair: (map, key, value) =>
    isNested(key) ? 'a key must be a text' : mapTag.addPair(map, key instanceof LongNumber ? String(key) : key, value),
});

const READ = CORE_SCHEMA.withTags(mergeTag, intTag, floatTag, textMapTag);
const WRITTEN = DUMP_SCHEMA.withTags(longTags());

/**
 * Reads YAML 1.2 of the core schema as JSON: anchors and `<<` are put in. Nothing is null.
 * @throws CodecError with line and column; also for other tags, and for aliases that make too much of a text.
 */
export function parseYaml(text: string): Json {
  let value: unknown;
  try {
    value = load(text, { schema: READ, maxDepth, maxTotalMergeKeys: MOST_MERGED });
  } catch (error) {
    if (error instanceof YAMLException && error.reason.includes('expected a document')) return null;
    throw error instanceof YAMLException ? noYaml(error) : error;
  }
  if (text.includes('*')) refuseGrown(value, text.length + MOST_ADDED);
  return value as Json;
}

/** Writes YAML that readers of 1.1 and 1.2 read alike. */
export function writeYaml(value: Json): string {
  return dump(value, { schema: WRITTEN, noRefs: true, lineWidth: -1 });
}

/** A number keeps its digits; NaN and infinity are in no JSON. */
function numberTag(core: typeof intCoreTag) {
  return defineScalarTag<number | LongNumber>(core.tagName, {
    ...core,
    resolve(source, isExplicit, tagName) {
      const number = core.resolve(source, isExplicit, tagName);
      if (number === NOT_RESOLVED) return number;
      if (!Number.isFinite(number) && /inf|nan/i.test(source))
        throw new CodecError(`has the number ${source}, which JSON does not have`);
      return withDigits(source, number);
    },
  });
}

function withDigits(source: string, number: number): number | LongNumber {
  const text = inJson(source);
  return isJsonNumber(text) ? numberFromJson(text) : number;
}

/** A number of YAML's core schema (1.2.2, 10.3.2) as JSON writes it. */
function inJson(source: string): string {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/s.exec(source.trim()) ?? [];
  const minus = sign === '-' ? '-' : '';
  if (/^0[xo]/.test(digits)) return `${minus}${BigInt(digits)}`;
  const plain = digits.replace(/^0+(?=\d)/, '').replace(/^\./, '0.');
  return minus + plain.replace(/\.(?=[eE]|$)/, '');
}

/** Those that write numbers, of which some are in no double. */
function longTags(): ScalarTagDefinition[] {
  return DUMP_SCHEMA.tags
    .filter((tag) => tag.nodeKind === 'scalar' && /:(?:int|float)$/.test(tag.tagName))
    .map((tag) => {
      const known = tag as ScalarTagDefinition;
      const isInt = tag.tagName.endsWith(':int');
      return defineScalarTag<unknown>(tag.tagName, {
        ...known,
        identify: (value) =>
          value instanceof LongNumber ? /^-?\d+$/.test(value.toString()) === isInt : known.identify(value),
        represent: (value) => (value instanceof LongNumber ? value.toString() : known.represent(value)),
      });
    });
}

function noYaml({ reason, mark }: YAMLException): CodecError {
  const tag = /^(?:unknown \w+ tag|cannot resolve a node with) !<(?:tag:yaml\.org,2002:(.*?)|(.*?))>/.exec(reason);
  const name = tag?.[1] === undefined ? tag?.[2] : `!!${tag[1]}`;
  const what = name === undefined ? reason : `the tag ${name} says what JSON cannot`;
  return new CodecError(`is no YAML: ${mark ? `line ${mark.line + 1}, column ${mark.column + 1}: ` : ''}${what}`);
}

interface Extent {
  /** Characters, a value counting as one more. */
  readonly chars: number;
  readonly depth: number;
}

const SCALAR: Extent = { chars: 1, depth: 0 };

/** An alias (`*name`) is the value itself: what comes of it shows only when all is written. @throws CodecError */
function refuseGrown(root: unknown, most: number): void {
  const known = new Map<object, Extent>();
  const open = new Set<object>();
  const extentOf = (value: unknown): Extent => {
    if (typeof value === 'string') return { chars: value.length + 1, depth: 0 };
    if (!isNested(value)) return SCALAR;
    const before = known.get(value);
    if (before !== undefined) return before;
    if (open.has(value)) throw new CodecError('has an alias within the value that it stands for');
    open.add(value);
    let [chars, depth] = [1, 0];
    for (const [key, inner] of Object.entries(value)) {
      const extent = extentOf(inner);
      chars += key.length + extent.chars;
      depth = Math.max(depth, extent.depth + 1);
    }
    open.delete(value);
    if (depth > maxDepth) throw new CodecError(`nests deeper than ${maxDepth} levels`);
    known.set(value, { chars, depth });
    return { chars, depth };
  };
  if (extentOf(root).chars > most)
    throw new CodecError(`has aliases that add more than ${MOST_ADDED} characters to it`);
}
