import type { Json, JsonObject } from '../../../src/json.ts';
import type { ProgramRequest } from '../program.ts';

/** The request with its query and header as the rule declares them; or that it is refused. */
export function checkFields({ query, header }: JsonObject, request: ProgramRequest): ProgramRequest | '000400' {
  const queries = fieldsOf((query ?? {}) as JsonObject, request.query);
  const lower = Object.entries((header ?? {}) as JsonObject).map(([name, rule]) => [name.toLowerCase(), rule]);
  const headers = fieldsOf(Object.fromEntries(lower) as JsonObject, request.header);
  if (!queries || !headers) return '000400';
  return { ...request, query: queries as ProgramRequest['query'], header: headers as ProgramRequest['header'] };
}

/** Texts as what they are declared to be; undefined: one of them is not that, or is missing. */
function fieldsOf(
  rules: JsonObject,
  given: Readonly<Record<string, Json | readonly string[]>>,
): JsonObject | undefined {
  const fields: Record<string, Json> = { ...(given as JsonObject) };
  for (const [name, rule] of Object.entries(rules)) {
    const { type, required = false, default: fallback } = rule as JsonObject;
    const value = fields[name];
    if (value === undefined) {
      if (required === true) return undefined;
      if (fallback !== undefined) fields[name] = fallback;
      continue;
    }
    const converted = convert(type as string, value);
    if (converted === undefined) return undefined;
    fields[name] = converted;
  }
  return fields;
}

function convert(type: string, value: Json): Json | undefined {
  if (type === 'slice') return Array.isArray(value) ? value : listOf(value as string);
  if (typeof value !== 'string') return undefined;
  if (type === 'string') return value;
  return /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
}

/** JSON text, or one value. */
function listOf(text: string): Json {
  try {
    const value = JSON.parse(text) as Json;
    return Array.isArray(value) ? (value as Json) : [text];
  } catch {
    return [text];
  }
}
