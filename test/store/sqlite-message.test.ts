import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resultsOf, statementsOf, toRequest, toResults } from '../../src/store/sqlite/message.ts';

describe('messages to and from the thread of an SQLite database', () => {
  it('carry statements, each text once, and all bytes in one block', () => {
    const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
    const insert = 'insert into a values (?, ?, ?)';
    const statements = [
      { sql: insert, parameters: ['ü', bytes(1, 2), null], times: 1 },
      { sql: 'delete from a', parameters: [], times: 1 },
      { sql: insert, parameters: [1, bytes(), 2n, 3, bytes(4, 5, 6), ''], times: 2 },
    ];
    const request = toRequest(7, statements, true);
    assert.deepEqual([request.id, request.atomic, request.texts], [7, true, [insert, 'delete from a']]);
    assert.deepEqual(request.bytes, bytes(1, 2, 4, 5, 6));
    assert.deepEqual([...statementsOf(structuredClone(request))], statements);
  });

  it('carry results', () => {
    const results = [
      { rows: [], changes: 2, lastInsertRowid: 9 },
      { rows: [{ a: 1 }, { a: 2 }], changes: 0, lastInsertRowid: 0 },
      { rows: [], changes: 0, lastInsertRowid: 9 },
    ];
    assert.deepEqual(resultsOf(structuredClone(toResults(results))), results);
    assert.deepEqual(resultsOf(toResults([])), []);
  });
});
