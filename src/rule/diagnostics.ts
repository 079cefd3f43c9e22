import type { Diagnostic } from './compiled.ts';

/** A diagnostic without its severity. */
export interface PlainDiagnostic {
  /** Within the document that is checked. */
  readonly pointer: string;
  readonly message: string;
  readonly suggestion?: string | undefined;
}

/** Collects the diagnostics of one rule. */
export interface Diagnostics {
  readonly errors: Diagnostic[];
  readonly warnings: Diagnostic[];
  error(pointer: string, message: string, suggestion?: string): void;
  warn(pointer: string, message: string, suggestion?: string): void;
}

/** No diagnostics so far. */
export function createDiagnostics(): Diagnostics {
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  return {
    errors,
    warnings,
    error: (...found) => void errors.push(diagnostic('error', ...found)),
    warn: (...found) => void warnings.push(diagnostic('warning', ...found)),
  };
}

function diagnostic(
  severity: Diagnostic['severity'],
  pointer: string,
  message: string,
  suggestion?: string,
): Diagnostic {
  return { severity, pointer, message, ...(suggestion === undefined ? {} : { suggestion }) };
}
