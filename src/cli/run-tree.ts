import type { ComponentLog, LayerLog, LoggedError, RequestLog, RunLog } from '../engine/run-log.ts';
import type { RunStatus } from '../engine/run-status.ts';
import { paint } from './output.ts';

interface TreeNode {
  readonly head: string;
  readonly children: readonly TreeNode[];
}

/** Elements of a loop, those apart that failed. */
const SHOWN_ITEMS = 20;

type Coloured = (colour: 'green' | 'yellow' | 'red', text: string) => string;

/** What ran, as a tree for people: layers, components, the calls of scripts; then the warnings. */
export function runTree(log: RunLog, stream: NodeJS.WriteStream = process.stderr): string {
  const coloured: Coloured = (colour, text) => paint(colour, text, stream);
  const status = coloured(statusColour(log.status), log.status);
  const result = `${status} in ${log.run_time ?? 0} ms${errorText(log.error)}`;
  const layers = log.step_logs.map((layer) => layerNode(layer, coloured));
  const warnings = (log.warnings ?? []).map(({ component, message }) => ({
    head: `${coloured('yellow', '!')} ${component ?? 'the answer'}: ${message}`,
    children: [],
  }));
  return draw({ head: `${log.method} ${log.path}  ${result}`, children: [...layers, ...warnings] });
}

/** What a status looks like, wherever it is shown. */
export function statusColour(status: RunStatus): 'green' | 'yellow' | 'red' {
  switch (status) {
    case 'success':
      return 'green';
    case 'suspended':
    case 'waiting':
    case 'paused':
    case 'queued':
    case 'recovering':
    case 'running':
    case 'compensating':
      return 'yellow';
    case 'failed':
    case 'broken':
    case 'compensated':
    case 'cancelled':
      return 'red';
  }
}

function layerNode({ step, run_time, component_logs }: LayerLog, coloured: Coloured): TreeNode {
  return {
    head: `layer ${step}  ${run_time} ms`,
    children: component_logs.map((one) => componentNode(one, coloured)),
  };
}

function componentNode(log: ComponentLog, coloured: Coloured): TreeNode {
  const mark = log.is_skip ? '-' : log.error === null ? coloured('green', '✓') : coloured('red', '✗');
  const times = log.attempts?.length ?? 1;
  const notes = [
    log.is_skip && 'skipped',
    log.is_cache && 'from the cache',
    log.retry_count > 0 && `${log.retry_count} retries`,
    times > 1 && `${times} times`,
    log.error !== null && log.ignore_error && 'ignored',
  ].filter((note) => note !== false);
  const parts = [mark, log.name, ` ${callOf(log)}`, ` ${log.run_time} ms`, ...notes];
  return {
    head: parts.join(' ') + errorText(log.error),
    children: innerNodes(log, coloured),
  };
}

function innerNodes(
  { type, layers = [], items, items_dropped, request_logs }: ComponentLog,
  coloured: Coloured,
): TreeNode[] {
  if (!items) {
    const calls = type === 'script' ? request_logs.map(requestNode) : [];
    return [...calls, ...layers.map((layer) => layerNode(layer, coloured))];
  }
  const left = items.length - SHOWN_ITEMS + (items_dropped ?? 0);
  const shown = items.filter((item, index) => index < SHOWN_ITEMS || item.error !== null);
  const note = { head: `${left} more, of which those are shown that failed`, children: [] };
  return [...shown.map((item) => componentNode(item, coloured)), ...(left > 0 ? [note] : [])];
}

function callOf({ type, url, method, status_code, child, items, items_dropped = 0 }: ComponentLog): string {
  if (items) return `${type}, ${items.length + items_dropped} elements`;
  const made = `${method ?? ''} ${url} ${status_code ?? ''}`;
  if (type === 'rule') return `rule ${made} ${child?.trx ?? ''}`.trimEnd();
  return (type === 'api' ? made : `${type} ${url}`).trimEnd();
}

function requestNode({ method, url, status_code, run_time, error }: RequestLog): TreeNode {
  return { head: `${method} ${url} ${status_code ?? ''}  ${run_time} ms${errorText(error)}`, children: [] };
}

function errorText(error: LoggedError | null): string {
  return error === null ? '' : `  ${error.code} ${error.msg}`;
}

function draw(node: TreeNode, indent = ''): string {
  const lines = node.children.map((child, index) => {
    const isLast = index === node.children.length - 1;
    return `${indent}${isLast ? '└─ ' : '├─ '}${draw(child, `${indent}${isLast ? '   ' : '│  '}`)}`;
  });
  return [node.head, ...lines].join('\n');
}
