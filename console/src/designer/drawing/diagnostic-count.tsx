import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { PlacedDiagnostic } from '../model/diagnostics.ts';
import classes from './drawing.module.css';

/** How many errors, else warnings, a node has; what they say is its tooltip. */
export function DiagnosticCount({ diagnostics }: { readonly diagnostics: readonly PlacedDiagnostic[] }) {
  if (diagnostics.length === 0) return null;
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error');
  const Icon = hasErrors ? CircleAlert : TriangleAlert;
  const said = diagnostics.map(({ message }) => message).join('\n');
  return (
    <span
      className={classes.diagnostics}
      data-severity={hasErrors ? 'error' : 'warning'}
      title={said}
      data-count={diagnostics.length}
    >
      <Icon size={14} aria-hidden />
    </span>
  );
}
