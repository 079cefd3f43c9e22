import path from 'node:path';
import type { ErrorDetail } from '../error.ts';

/** Something wrong with a rule or script file, and where. */
export interface FileDiagnostic {
  readonly severity: 'error' | 'warning';
  /** Absolute. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** A JSON pointer into the rule; empty for scripts, and for files that are no JSON or YAML. */
  readonly pointer: string;
  readonly message: string;
  readonly suggestion?: string;
}

/** A diagnostic of a file's text; where it has no place, it is about the whole. */
export function diagnosticOf(file: string, found: ErrorDetail): FileDiagnostic {
  const { severity = 'error', line = 1, column = 1, pointer = '', message, suggestion } = found;
  return { severity, file, line, column, pointer, message, ...(suggestion !== undefined && { suggestion }) };
}

type LinePart = 'place' | FileDiagnostic['severity'];

/**
 * `rules/a.json:12:9 error /components/0/0/url is required (did you mean "uri"?)`
 * @param painted gives a part its colour.
 */
export function showDiagnostic(
  diagnostic: FileDiagnostic,
  painted = (_part: LinePart, text: string): string => text,
): string {
  const { severity, line, column, pointer, message, suggestion } = diagnostic;
  const place = painted('place', `${shortPath(diagnostic.file)}:${line}:${column}`);
  const hint = suggestion === undefined ? '' : ` (did you mean "${suggestion}"?)`;
  return [place, painted(severity, severity), pointer, message + hint].filter((part) => part !== '').join(' ');
}

/** Relative where that is shorter. */
export function shortPath(file: string, from: string = process.cwd()): string {
  const relative = path.relative(from, file);
  return relative.startsWith('..') ? file : relative;
}
