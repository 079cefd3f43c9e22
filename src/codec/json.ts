import type { Json } from '../json.ts';
import { diagnoseJson } from '../json-diagnostic.ts';
import type { JsonDiagnostic } from '../json-diagnostic.ts';
import { parseScanned, scanJson } from '../json-text.ts';
import { NoJson, TooDeep } from '../large/not-json.ts';
import { parseLarge } from '../large/parse-large.ts';
import { Pace } from '../large/turn.ts';
import { CodecError } from './codec-error.ts';
import { maxDepth } from './depth.ts';
import { type DuplicateKey, searchDuplicateKey } from './duplicate-key.ts';

/**
 * Parses the JSON text of a body, as `parseJsonText` does.
 * @throws CodecError with line and column; also when it nests deeper than `maxDepth`.
 */
export function parseJson(text: string): Json {
  // Before parsing: V8 parses any depth, but half a million levels take a quarter of a second.
  const { hasLongNumber, tooDeepAt } = scanJson(text, maxDepth);
  if (tooDeepAt >= 0) throw tooDeep(tooDeepAt);
  try {
    return parseScanned(text, hasLongNumber);
  } catch {
    throw noJson(text, diagnoseJson(text));
  }
}

/** @throws CodecError where a key stands twice in one object of the JSON text of a body. */
export function refuseDuplicates(text: string): void {
  for (const found of searchDuplicateKey(text)) refuseDuplicate(text, found);
}

/** The same of a large text, in slices. */
export async function refuseLargeDuplicates(text: string): Promise<void> {
  const pace = new Pace();
  for (const found of searchDuplicateKey(text)) {
    refuseDuplicate(text, found);
    if (pace.isOver) await pace.next();
  }
}

function refuseDuplicate(text: string, found: DuplicateKey | undefined): void {
  if (!found) return;
  throw new CodecError(`has the key ${JSON.stringify(found.key)} twice in one object (${placeIn(text, found.at)})`);
}

/** `parseJson` of a large text, in slices: what is large in it is kept as text. @throws CodecError as `parseJson`. */
export async function parseLargeJson(text: string): Promise<Json> {
  try {
    return await parseLarge(text, maxDepth);
  } catch (error) {
    if (error instanceof NoJson) throw noJson(text, diagnoseJson(text, error));
    throw error instanceof TooDeep ? tooDeep(error.position) : error;
  }
}

function tooDeep(position: number): CodecError {
  return new CodecError(`nests deeper than ${maxDepth} levels (at position ${position})`);
}

/** The message quotes one character at most: the text may hold what must not be shown. */
function noJson(text: string, diagnostic: JsonDiagnostic | undefined): CodecError {
  const { offset, expected } = diagnostic ?? { offset: 0, expected: 'a value' };
  if (offset >= text.length) return new CodecError(`is no JSON: it ends too early, expected ${expected}`);
  const found = JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0));
  return new CodecError(`is no JSON: ${placeIn(text, offset)}: expected ${expected}, found ${found}`);
}

/** An offset as people count: both from 1. */
function placeIn(text: string, at: number): string {
  let line = 1;
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', lineStart)) {
    line++;
    lineStart = end + 1;
  }
  return `line ${line}, column ${at - lineStart + 1}`;
}
