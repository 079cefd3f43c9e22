import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunFacts } from './run-facts.ts';
import { historyOf } from './run-history.ts';

const at = (second: number): string => `2026-11-29T10:00:0${second}.000Z`;
const log = {
  start_datetime: at(0),
  resp_datetime: at(1),
  end_datetime: at(1),
  http_status: 200,
  recoveries: [],
  step_logs: [],
  error: null,
};
const kindsOf = (facts: object, audit: Parameters<typeof historyOf>[1] = []) =>
  historyOf(facts as RunFacts, audit).map(({ kind, by, detail }) =>
    [kind, by, detail].filter((one) => one !== undefined).join(' '),
  );

describe('the history of a run', () => {
  it('of one that went well is begun, answered, ended', () => {
    assert.deepEqual(kindsOf({ log: { ...log, status: 'success' } }), ['begun', 'answered 200', 'ended']);
  });

  it('says who mended and recovered it, and what he changed', () => {
    const recovery = {
      operator: 'olga',
      start_datetime: at(5),
      end_datetime: at(6),
      status: 'success',
      changes: { edited: ['data'] },
    };
    const kept = { status: 'success', cause: 'error', created_at: at(2), updated_at: at(6), recover_count: 1 };
    const recovered = { ...log, http_status: 202, status: 'success', end_datetime: at(6), recoveries: [recovery] };
    const audit = [
      { id: 2, created_at: at(4), operator: 'olga', action: 'suspend.recover', before: null, after: null },
      {
        id: 1,
        created_at: at(3),
        operator: 'olga',
        action: 'suspend.edit',
        before: { data: {} },
        after: { data: { a: 1 } },
      },
    ];
    assert.deepEqual(kindsOf({ log: recovered, kept }, audit), [
      'begun',
      'answered 202',
      'suspended error',
      'edited olga data',
      'recovery olga data',
      'recovered olga',
    ]);
  });

  it('of one that was given up has the reason', () => {
    const kept = { status: 'cancelled', cause: 'error', created_at: at(2), updated_at: at(6), recover_count: 0 };
    const audit = [
      { id: 1, created_at: at(6), operator: 'olga', action: 'run.cancel', before: null, after: { reason: 'sold out' } },
    ];
    assert.deepEqual(kindsOf({ kept }, audit), ['suspended error', 'cancelled olga sold out']);
  });

  it('of one that waited, was given up and undone says for what, by whom, and what was undone', () => {
    const done = { error: null, start_datetime: at(1), end_datetime: at(1) };
    const wait = { for: 'approval', since: at(2), until: at(9), by: 'olga' };
    const undo = (name: string, error: unknown = null) => ({
      ...done,
      name,
      error,
      start_datetime: at(4),
      end_datetime: at(5),
    });
    const logs = [
      { ...done, name: 'charge', compensation: undo('charge/undo') },
      {
        ...done,
        name: 'each',
        items: [{ ...done, name: 'each[0]', compensation: undo('each[0]/undo', { code: '110006' }) }],
      },
      { ...done, name: 'approve', wait, end_datetime: at(3) },
    ];
    const ended = { ...log, status: 'compensated', end_datetime: at(6), error: { code: '110010' } };
    const audit = [
      { id: 1, created_at: at(4), operator: 'olga', action: 'run.compensate', before: null, after: { reason: 'sold' } },
      {
        id: 2,
        created_at: at(3),
        operator: 'olga',
        action: 'wait.complete',
        before: null,
        after: { component: 'approve' },
      },
    ];
    assert.deepEqual(kindsOf({ log: { ...ended, step_logs: [{ component_logs: logs }] } }, audit), [
      'begun',
      'answered',
      'rested approve',
      'completed olga approve',
      'givenUp olga sold',
      'undoing 2',
      'undone charge/undo',
      'notUndone each[0]/undo 110006',
      'ended 110010',
    ]);
    const resting = { ...done, name: 'approve', wait: { ...wait, by: null }, is_resting: true };
    assert.deepEqual(
      kindsOf({ log: { ...log, http_status: 202, status: 'waiting', step_logs: [{ component_logs: [resting] }] } }),
      ['begun', 'answered 202', 'rested approve'],
    );
  });

  it('of one that is under way has its beginning', () => {
    assert.deepEqual(kindsOf({ live: { created_at: at(0), status: 'running' } }), ['begun']);
    assert.deepEqual(kindsOf({}), []);
  });
});
