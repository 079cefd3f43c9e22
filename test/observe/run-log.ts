import type { ComponentLog, RunLog } from '../../src/engine/run-log.ts';

const AT = '2026-01-02T03:04:05.678Z';

/** A run log with some fields given. */
export function runLog(fields: Partial<RunLog> = {}): RunLog {
  return {
    trx: 'TRX',
    log_id: 'a'.repeat(32),
    method: 'POST',
    path: '/ps/a',
    version: 'V1',
    status: 'success',
    step: 1,
    cur_step: 1,
    request: null,
    response: null,
    error: null,
    start_datetime: AT,
    resp_datetime: AT,
    end_datetime: AT,
    resp_time: 1,
    run_time: 1,
    step_logs: [],
    recoveries: [],
    ...fields,
  };
}

/** A component's log with some fields given. */
export function componentLog(fields: Partial<ComponentLog> = {}): ComponentLog {
  return {
    step: 1,
    action: 1,
    name: 'c',
    desc: '',
    type: 'api',
    url: 'http://127.0.0.1/',
    version: null,
    input: null,
    output: null,
    output_name: null,
    error: null,
    is_skip: false,
    is_cache: false,
    ignore_error: false,
    retry_count: 0,
    start_datetime: AT,
    end_datetime: AT,
    run_time: 1,
    method: 'GET',
    status_code: 200,
    logs: [],
    steps: [],
    request_logs: [],
    ...fields,
  };
}
