import { asObject, asText } from './json-value.ts';
import { isList, type Json, type JsonObject } from './rule-language.ts';

/** Values of the formats that a text can have. */
const FORMATS: Readonly<Record<string, string>> = {
  email: 'ada@example.com',
  uri: 'https://example.com/',
  uuid: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
};

/** Texts that patterns often ask for. */
const CANDIDATES = ['text', 'TEXT', 'a', 'A', '1', '12', '123', '1234', '12345', '123456', '12345678', '13800000000'];
const MORE = ['+49301234567', 'A-1', 'AB-123', 'abc-123', 'a1', 'A1', 'AB12', 'de', 'DE', 'en-US', 'EUR', '2026-01-31'];
const TEXTS = [
  ...CANDIDATES,
  ...MORE,
  ...Object.values(FORMATS),
  '12:00',
  '1.0.0',
  '#aabbcc',
  'a'.repeat(32),
  '0'.repeat(64),
];

/** A value that a field rule takes, where one can be told: a pattern of its own making may refuse it. */
export function exampleOfField(rule: Json | undefined): Json {
  const spec = asObject(rule) ?? {};
  const [first] = listOf(spec.enum);
  if (spec.default !== undefined && spec.default !== null) return spec.default;
  switch (asText(spec.type) ?? '') {
    case 'int':
    case 'bigint':
      return first ?? wholeNumber(spec);
    case 'float':
      return first ?? numberIn(spec);
    case 'bool':
      return true;
    case 'slice':
      return sliceOf(spec, first);
    case 'object':
      return exampleOfFields(spec.attribute);
    case 'file':
      return fileOf(spec);
    default:
      return first ?? exampleText(spec);
  }
}

/** A file of three bytes. */
function fileOf({ contentTypes }: JsonObject): Json {
  const [given = '*'] = listOf(contentTypes).map((one) => asText(one) ?? '*');
  if (given === '*') return { filename: 'file.bin', contentType: 'application/octet-stream', base64: 'AAAA' };
  const contentType = given.replace(/^image\/\*$/i, 'image/png').replace(/\/\*$/, '/plain');
  const ending = /[a-z0-9]+$/i.exec(contentType)?.[0] ?? 'bin';
  return { filename: `file.${ending === 'plain' ? 'txt' : ending}`, contentType, base64: 'AAAA' };
}

/** Values of all fields. */
export function exampleOfFields(fields: Json | undefined): JsonObject {
  return Object.fromEntries(Object.entries(asObject(fields) ?? {}).map(([name, rule]) => [name, exampleOfField(rule)]));
}

function wholeNumber(spec: JsonObject): Json {
  const number = numberIn(spec);
  if (typeof number !== 'number') return number;
  return number > 1 ? Math.ceil(number) : Math.floor(number);
}

/** 1 where that is within the bounds; else a bound. */
function numberIn({ min, max }: JsonObject): Json {
  if (min !== undefined && min !== null && Number(min) > 1) return min;
  return max !== undefined && max !== null && Number(max) < 1 ? max : 1;
}

function sliceOf({ items, minLen, maxLen }: JsonObject, first: Json | undefined): Json {
  const least = Math.max(1, Number(minLen ?? 1));
  const length = Math.min(least, Number(maxLen ?? least), MOST_ELEMENTS);
  return Array.from({ length }, () => first ?? exampleOfField(items));
}

/** An example stays readable. */
const MOST_ELEMENTS = 20;
const MOST_CHARACTERS = 1000;

function exampleText(spec: JsonObject): string {
  const least = Number(spec.minLen ?? spec.minLength ?? 0);
  const most = Number(spec.maxLen ?? spec.maxLength ?? Infinity);
  const format = FORMATS[asText(spec.format) ?? ''];
  if (format !== undefined) return format;
  const pattern = patternOf(asText(spec.pattern));
  const fits = (text: string) => text.length >= least && text.length <= most && (pattern?.test(text) ?? true);
  const found = TEXTS.find(fits);
  return (
    found ?? 'text'.padEnd(Math.min(least, MOST_CHARACTERS), 'x').slice(0, Math.max(0, Math.min(most, MOST_CHARACTERS)))
  );
}

/** RE2 and JavaScript agree on most patterns; one that JavaScript does not read says nothing here. */
function patternOf(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, 'u');
  } catch {
    return undefined;
  }
}

/** A value that a JSON Schema takes, as far as its plain keywords say. @param depth levels that were gone down. */
export function exampleOfSchema(schema: Json | undefined, depth = 0): Json {
  const spec = asObject(schema) ?? {};
  const [given] = [...listOf(spec.examples), ...listOf(spec.enum)];
  const known = spec.const ?? spec.default ?? given;
  if (known !== undefined || depth > DEEPEST) return known ?? null;
  const type = asText(listOf(spec.type)[0] ?? spec.type);
  switch (type ?? (spec.properties === undefined ? '' : 'object')) {
    case 'object':
      return Object.fromEntries(
        Object.entries(asObject(spec.properties) ?? {}).map(([name, one]) => [name, exampleOfSchema(one, depth + 1)]),
      );
    case 'array':
      return [exampleOfSchema(spec.items, depth + 1)];
    case 'integer':
      return wholeNumber({ min: spec.minimum ?? null, max: spec.maximum ?? null });
    case 'number':
      return numberIn({ min: spec.minimum ?? null, max: spec.maximum ?? null });
    case 'boolean':
      return true;
    case 'string':
      return exampleText(spec);
    default:
      return type === 'null' ? null : {};
  }
}

const DEEPEST = 8;

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
