import { json, kindOf, name, onlyFields, record, refused, text, wrong } from './argument.ts';
import type { Call } from './bridge.ts';
import { endedError } from './error.ts';
import { alive, blocking, end, later } from './gateway.ts';
import { createAesWithKey, createKeyless } from './keyless.ts';
import { createLog } from './log.ts';
import { requestOptions } from './request-options.ts';
import { createWithSecret } from './secret.ts';
import { createStep } from './step.ts';

const MAX_OPEN_REQUESTS = 16;
const MAX_REQUESTS = 200;
/** The longest that a timer can wait. */
const MAX_SLEEP_MS = 2 ** 31 - 1;
/** Characters. */
const MAX_MESSAGE = 200;

/** What a handler gets as `ctx` (ctx.d.ts): made anew for each call, so that nothing hung on it survives. */
export function createCtx(call: Call): object {
  const { aes, ...withSecret } = createWithSecret(call);
  return {
    request: (options: unknown) => request(call, options),
    log: {
      debug: createLog(call, 'debug'),
      info: createLog(call, 'info'),
      warn: createLog(call, 'warn'),
      error: createLog(call, 'error'),
    },
    data: createData(call),
    logId: () => call.logId,
    trx: () => call.trx,
    step: createStep(call),
    sleep: (ms: unknown) => sleep(call, ms),
    progress: (fraction: unknown, message: unknown) => progress(call, fraction, message),
    suspend: (...args: unknown[]) => suspend(call, args),
    break: (reason: unknown, options: unknown) => breakRun(call, reason, options),
    response: (value: unknown) => {
      blocking(call, 'response', `[${json({ method: 'ctx.response', position: 1, name: 'value' }, value)}]`);
    },
    ...createKeyless(call),
    ...withSecret,
    aes: { ...aes, ...createAesWithKey(call) },
  };
}

function createData(call: Call): object {
  const key = (method: string, value: unknown): string =>
    JSON.stringify(name({ method, position: 1, name: 'key' }, value));
  return {
    store: (at: unknown, value: unknown) => {
      const method = 'ctx.data.store';
      const args = `[${key(method, at)},${json({ method, position: 2, name: 'value' }, value)}]`;
      blocking(call, 'data.store', args);
    },
    load: (at: unknown) => blocking(call, 'data.load', `[${key('ctx.data.load', at)}]`),
  };
}

function request(call: Call, options: unknown): unknown {
  if (!call.plain) return requestAsync(call, options);
  const args = countRequest(call, options);
  try {
    return blocking(call, 'request', args);
  } finally {
    call.requestsOpen--;
  }
}

async function requestAsync(call: Call, options: unknown): Promise<unknown> {
  const args = countRequest(call, options);
  const underWay = { what: 'ctx.request', site: new Error(), parent: call.step };
  call.underWay.add(underWay);
  try {
    return await later(call, 'request', args, underWay.site);
  } finally {
    call.requestsOpen--;
    call.underWay.delete(underWay);
  }
}

/** @throws 110005 for wrong options, or one request too many. */
function countRequest(call: Call, options: unknown): string {
  alive(call);
  const args = `[${requestOptions(options)},${call.step?.name ?? '""'}]`;
  if (call.requestsOpen >= MAX_OPEN_REQUESTS) {
    refused('ctx.request', `at most ${MAX_OPEN_REQUESTS} requests of a call at once; await some before the next`);
  }
  if (call.requests >= MAX_REQUESTS) refused('ctx.request', `at most ${MAX_REQUESTS} requests in one call`);
  call.requests++;
  call.requestsOpen++;
  return args;
}

function sleep(call: Call, ms: unknown): unknown {
  if (!call.plain) return sleepAsync(call, ms);
  blocking(call, 'sleep', sleepArgs(ms));
  return undefined;
}

async function sleepAsync(call: Call, ms: unknown): Promise<void> {
  await later(call, 'sleep', sleepArgs(ms));
}

function sleepArgs(ms: unknown): string {
  if (typeof ms === 'number' && ms >= 0 && ms <= MAX_SLEEP_MS) return `[${ms}]`;
  return wrong({ method: 'ctx.sleep', position: 1, name: 'ms' }, `a number from 0 to ${MAX_SLEEP_MS}`, kindOf(ms));
}

/** How far the script is; whoever follows the run is told. */
function progress(call: Call, fraction: unknown, message: unknown): void {
  const method = 'ctx.progress';
  if (typeof fraction !== 'number' || !(fraction >= 0 && fraction <= 1))
    wrong({ method, position: 1, name: 'fraction' }, 'a number from 0 to 1', kindOf(fraction));
  const at = { method, position: 2, name: 'message' };
  const said = message === undefined || message === null ? null : text(at, message);
  if (said !== null && said.length > MAX_MESSAGE)
    wrong(at, `a string of at most ${MAX_MESSAGE} characters`, 'a longer one');
  blocking(call, 'progress', `[${String(fraction)},${JSON.stringify(said)}]`);
}

/** Settles the outcome, whatever the script does afterwards; throws only to leave the script early. */
function suspend(call: Call, args: readonly unknown[]): never {
  alive(call);
  const method = 'ctx.suspend';
  if (args.length < 2) {
    end(call, 'suspend', '110009', text({ method, position: 1, name: 'reason' }, args[0]));
  } else {
    const code = name({ method, position: 1, name: 'code' }, args[0]);
    end(call, 'suspend', code, text({ method, position: 2, name: 'reason' }, args[1]));
  }
  throw endedError();
}

function breakRun(call: Call, reason: unknown, options: unknown): never {
  alive(call);
  const method = 'ctx.break';
  const why = text({ method, position: 1, name: 'reason' }, reason);
  const at = { method, position: 2, name: 'options' };
  const given = options === undefined ? {} : record(at, options);
  onlyFields(at, given, ['code', 'status']);
  const code = 'code' in given ? name({ ...at, name: 'options.code' }, given.code) : '110008';
  const status = 'status' in given ? given.status : 422;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    wrong({ ...at, name: 'options.status' }, 'an HTTP status from 200 to 599', kindOf(status));
  }
  end(call, 'break', code, String(status), why);
  throw endedError();
}
