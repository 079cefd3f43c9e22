import type { Config } from '../config.ts';
import type { ComponentLog, LayerLog, RunLog } from '../engine/run-log.ts';
import { StepgateError, catalogue, isErrorCode } from '../error.ts';
import { trxOf, withKnownRun } from './known-run.ts';
import { counted, paint, printJson, printLine } from './output.ts';
import type { Format } from './output.ts';
import { runTree } from './run-tree.ts';
import type { RunsSource, Suspension } from './source/runs-source.ts';
import { withSource } from './source/with-source.ts';
import type { Place } from './source/with-source.ts';

type Line = readonly [label: string, text: string];

/** `stepgate show`: what ran of a run, what went wrong, where it stands, and the commands that go on. */
export function showRun(config: Config, text: string, options: Place & { readonly format: Format }): Promise<void> {
  const trx = trxOf(text);
  return withSource(config, options, async (source) => {
    const [log, suspension] = await Promise.all([source.log(trx), source.suspension(trx)]);
    const head = log ?? suspension;
    if (!head) return withKnownRun(source, trx, () => Promise.reject(unknown(trx)));
    const next = suspension?.status === 'suspended' ? nextCommands(source, trx) : [];
    if (options.format === 'json')
      return printJson({
        run_log: log ?? null,
        suspension: suspension ?? null,
        next: next.map(([command]) => command),
      });
    if (log) printLine(`${runTree(log, process.stdout)}\n`);
    const lines = [...factsOf(head, log, suspension), ...reasonOf(log, suspension), ...placeOf(suspension)];
    for (const [label, line] of lines) printLine(`${paint('bold', label.padEnd(10))}  ${line}`);
    printNext(next);
  });
}

function unknown(trx: string): StepgateError {
  return new StepgateError('000404', `there is neither a log nor a kept run with trx ${trx}`);
}

function printNext(next: readonly Line[]): void {
  if (next.length === 0) return;
  printLine(`\n${paint('bold', 'what to do next')}`);
  const width = Math.max(...next.map(([command]) => command.length));
  for (const [command, why] of next) printLine(`  ${command.padEnd(width)}  ${why}`);
}

function factsOf(
  { trx, log_id, version, method, path }: RunLog | Suspension,
  log: RunLog | undefined,
  suspension: Suspension | undefined,
): Line[] {
  const answered = log?.http_status === undefined ? '' : `, answered with HTTP ${log.http_status}`;
  return [
    ['trx', trx],
    ['status', suspension?.status ?? log?.status ?? ''],
    ['request', `${method} ${path}${answered}`],
    ['log id', log_id],
    ['version', version],
    ['began', log?.start_datetime ?? suspension?.created_at ?? ''],
    ...(log?.recoveries ?? []).map(({ operator, start_datetime: start, status }): Line => [
      'recovery',
      `${start} by ${operator}: ${status}`,
    ]),
  ];
}

/** What went wrong, and what can be done about such an error. */
function reasonOf(log: RunLog | undefined, suspension: Suspension | undefined): Line[] {
  const code = suspension?.err_code ?? log?.error?.code;
  if (code === undefined) return [];
  const msg = suspension?.err_msg ?? log?.error?.msg ?? '';
  const component = suspension?.err_component ?? log?.error?.component;
  const where = component === null || component === undefined ? '' : ` in the component ${component}`;
  const advice = isErrorCode(code) ? [['', catalogue[code].action] as const] : [];
  return [['error', paint('red', `${code}${where}: ${msg}`)], ...answersOf(log, component), ...advice];
}

const LONGEST_ANSWER = 500;

/** The answer of an upstream that was refused last. */
function answersOf(log: RunLog | undefined, component: string | null | undefined): Line[] {
  const calls = everyLog(log?.step_logs ?? []);
  const { answer } = calls.findLast(({ name }) => name === component)?.request_logs.findLast((one) => one.answer) ?? {};
  if (answer === undefined) return [];
  const body = answer.body.length > LONGEST_ANSWER ? `${answer.body.slice(0, LONGEST_ANSWER)}…` : answer.body;
  return [['answer', `HTTP ${answer.status} ${body}`]];
}

/** The components' logs, each followed by those inside it. */
function everyLog(layers: readonly LayerLog[]): ComponentLog[] {
  return layers.flatMap(({ component_logs }) => component_logs.flatMap(withInner));
}

function withInner(log: ComponentLog): ComponentLog[] {
  return [log, ...everyLog(log.layers ?? []), ...(log.items ?? []).flatMap(withInner)];
}

function placeOf(suspension: Suspension | undefined): Line[] {
  if (suspension?.status !== 'suspended') return [];
  const { step, cur_step: layer, err_names: names, recover_count: count, cause, data } = suspension;
  const toRun =
    names === null ? 'all its components have' : `${names.join(', ')} ${names.length === 1 ? 'has' : 'have'}`;
  const left = step - layer;
  const after = left > 0 ? `, then ${counted(left, 'layer')} more` : '';
  return [
    ['stands', `at layer ${layer} of ${step}: ${toRun} to run${after}`],
    ['suspended', `${suspension.updated_at}, cause ${cause ?? 'unknown'}, recovered ${counted(count, 'time')} so far`],
    ['data', `${Object.keys(data ?? {}).join(', ')} (--format json shows all of it)`],
  ];
}

function nextCommands({ option }: RunsSource, trx: string): Line[] {
  return [
    [`stepgate preview ${trx}${option}`, 'what a recovery would send; runs nothing'],
    [`stepgate recover ${trx}${option}`, 'once its cause is gone'],
    [`stepgate recover ${trx} --version active${option}`, 'when the rule was wrong, and is mended'],
    [
      `stepgate recover ${trx} --data FILE${option}`,
      'when the data were wrong: FILE is a JSON object, merged into them',
    ],
    [`stepgate cancel ${trx} --reason 'WHY'${option}`, 'when it is to be given up'],
  ];
}
