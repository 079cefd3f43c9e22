import { Text } from '@mantine/core';
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import type { ScriptDiagnostic } from './script-place.ts';
import classes from './scripts.module.css';

interface ScriptProblemsProps {
  readonly problems: readonly (ScriptDiagnostic & { readonly severity: 'error' | 'warning' })[];
  readonly error: unknown;
  /** Whether the text has been checked at all. */
  readonly isChecked: boolean;
}

/** What is wrong with a script, each with its line. */
export function ScriptProblems({ problems, error, isChecked }: ScriptProblemsProps) {
  const text = useText();
  return (
    <div aria-live="polite">
      <Failure error={error} />
      {isChecked && problems.length === 0 && (
        <Text size="xs" c="dimmed" className={classes.problem}>
          <CircleCheck size={14} aria-hidden /> {text('scripts.noProblems')}
        </Text>
      )}
      {problems.length > 0 && (
        <ul className={classes.problems} aria-label={text('scripts.problems')}>
          {problems.map(({ message, line, column, severity }) => (
            <li key={`${line} ${column} ${message}`} className={classes.problem} data-severity={severity}>
              {severity === 'error' ? <CircleX size={14} aria-hidden /> : <TriangleAlert size={14} aria-hidden />}
              <span>
                <b>{text('scripts.place', { line: line ?? 1, column: column ?? 1 })}</b> {message}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
