import type { SQLInputValue } from 'node:sqlite';
import type { Request, Results, Statement, StatementResult } from './protocol.ts';

const NO_RESULTS: Results = { rows: [], changes: [] };
const NO_ROWS: readonly unknown[] = [];

/** What is sent of statements; its bytes may be handed over. */
export function toRequest(id: number, statements: readonly Statement[], atomic: boolean): Request {
  const texts = new Map<string, number>();
  const shape: number[] = [];
  const values: Request['values'][number][] = [];
  const places: number[] = [];
  const all: Uint8Array[] = [];
  let length = 0;
  for (const { sql, parameters, times } of statements) {
    const text = texts.get(sql) ?? texts.size;
    texts.set(sql, text);
    shape.push(text, parameters.length / times, times);
    for (const value of parameters) {
      if (!ArrayBuffer.isView(value)) values.push(value);
      else {
        places.push(values.length);
        values.push(value.byteLength);
        all.push(value as Uint8Array);
        length += value.byteLength;
      }
    }
  }
  return { id, atomic, texts: [...texts.keys()], shape, values, places, bytes: joined(all, length) };
}

function joined(all: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const one of all) {
    bytes.set(one, at);
    at += one.byteLength;
  }
  return bytes;
}

/** The statements of a request, one after the other. */
export function* statementsOf({ texts, shape, values, places, bytes }: Request): Generator<Statement> {
  const all = withBytes(values, places, bytes);
  let from = 0;
  for (let at = 0; at < shape.length; at += 3) {
    const [text = 0, width = 0, times = 0] = shape.slice(at, at + 3);
    yield { sql: texts[text] ?? '', parameters: all.slice(from, from + width * times), times };
    from += width * times;
  }
}

function withBytes(values: Request['values'], places: Request['places'], bytes: Uint8Array): SQLInputValue[] {
  const all: SQLInputValue[] = [...values];
  let from = 0;
  for (const place of places) {
    const length = values[place] as number;
    all[place] = bytes.subarray(from, from + length);
    from += length;
  }
  return all;
}

/** What is sent of results. */
export function toResults(all: readonly StatementResult[]): Results {
  if (all.length === 0) return NO_RESULTS;
  const rows: Results['rows'][number][] = [];
  const changes: number[] = [];
  for (const [at, one] of all.entries()) {
    if (one.rows.length > 0) rows.push([at, one.rows]);
    changes.push(one.changes, one.lastInsertRowid);
  }
  return { rows, changes };
}

/** The results of a reply. */
export function resultsOf({ rows, changes }: Results): StatementResult[] {
  const all: StatementResult[] = [];
  for (let at = 0; at < changes.length; at += 2)
    all.push({ rows: NO_ROWS, changes: changes[at] ?? 0, lastInsertRowid: changes[at + 1] ?? 0 });
  for (const [at, some] of rows) all[at] = { rows: some, changes: 0, lastInsertRowid: 0 };
  return all;
}
