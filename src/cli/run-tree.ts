import type { ComponentLog, LoggedError, RequestLog, RunLog } from '../engine/run-log.ts';
import { paint } from './output.ts';

interface TreeNode {
  readonly head: string;
  readonly children: readonly TreeNode[];
}

/** What ran, as a tree for people: layers, components, the calls of scripts; then the warnings. */
export function runTree(log: RunLog): string {
  const status = coloured(
    log.status === 'success' ? 'green' : log.status === 'suspended' ? 'yellow' : 'red',
    log.status,
  );
  const result = `${status} in ${log.run_time ?? 0} ms${errorText(log.error)}`;
  const layers = log.step_logs.map(({ step, run_time, component_logs }) => ({
    head: `layer ${step}  ${run_time} ms`,
    children: component_logs.map(componentNode),
  }));
  const warnings = (log.warnings ?? []).map(({ component, message }) => ({
    head: `${coloured('yellow', '!')} ${component ?? 'the answer'}: ${message}`,
    children: [],
  }));
  return draw({ head: `${log.method} ${log.path}  ${result}`, children: [...layers, ...warnings] });
}

/** It is shown on stderr: stdout has the answer. */
function coloured(colour: 'green' | 'yellow' | 'red', text: string): string {
  return paint(colour, text, process.stderr);
}

function componentNode(log: ComponentLog): TreeNode {
  const mark = log.is_skip ? '-' : log.error === null ? coloured('green', '✓') : coloured('red', '✗');
  const notes = [
    log.is_skip && 'skipped',
    log.is_cache && 'from the cache',
    log.retry_count > 0 && `${log.retry_count} retries`,
    log.error !== null && log.ignore_error && 'ignored',
  ].filter((note) => note !== false);
  const call = log.type === 'api' ? `${log.method ?? ''} ${log.url} ${log.status_code ?? ''}` : `script ${log.url}`;
  const parts = [mark, log.name, ` ${call.trimEnd()}`, ` ${log.run_time} ms`, ...notes];
  return {
    head: parts.join(' ') + errorText(log.error),
    children: log.type === 'script' ? log.request_logs.map(requestNode) : [],
  };
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
