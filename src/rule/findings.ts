import type { Diagnostic } from './compiled.ts';

/** Gathers what is found about one rule. */
export interface Findings {
  readonly errors: Diagnostic[];
  readonly warnings: Diagnostic[];
  error(pointer: string, message: string, suggestion?: string): void;
  warn(pointer: string, message: string, suggestion?: string): void;
}

/** Empty findings. */
export function createFindings(): Findings {
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
