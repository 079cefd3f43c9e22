import type { PlacedDiagnostic } from '../model/diagnostics.ts';
import type { Field } from '../model/field-table.ts';
import classes from './panel.module.css';

const DEEP = new Set(['map', 'list', 'json', 'jsonTemplate', 'fieldRules', 'jsonSchema']);

/** Whether what is wrong within a field's value is said at the field. */
export function isShownDeep({ kind }: Field): boolean {
  return DEEP.has(kind);
}

/** What is wrong with a field. */
export function FieldMessages({ messages }: { readonly messages: readonly PlacedDiagnostic[] }) {
  return messages.map(({ severity, message, documentPointer }) => (
    <span key={documentPointer + message} className={classes.message} data-severity={severity}>
      {message}
    </span>
  ));
}
