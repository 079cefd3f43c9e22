import { UnstyledButton } from '@mantine/core';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import type { PlacedDiagnostic } from '../../designer/model/diagnostics.ts';
import { COMPONENTS, positionOf } from '../../designer/model/document.ts';
import type { DesignerDocument } from '../../designer/model/document.ts';
import { fullNameOf } from '../../designer/model/flows.ts';
import type { Designer } from '../../designer/state/use-designer.ts';
import { useText } from '../../i18n/use-text.ts';
import classes from './designer.module.css';

interface ProblemListProps {
  readonly problems: readonly PlacedDiagnostic[];
  readonly designer: Designer;
}

/** Everything that is wrong with the rule, each a way to where it is. */
export function ProblemList({ problems, designer: { document, dispatch } }: ProblemListProps) {
  const text = useText();
  if (problems.length === 0) return null;
  return (
    <section className={classes.problems} aria-label={text('designer.problems')}>
      <ul>
        {problems.map((problem) => (
          <li key={problem.documentPointer + problem.message}>
            <UnstyledButton
              className={classes.problem}
              onClick={() => {
                if (nodeOf(problem) === undefined) dispatch({ type: 'open', list: COMPONENTS });
                dispatch({ type: 'select', id: nodeOf(problem), takesFocus: true });
              }}
            >
              {problem.severity === 'error' ? (
                <CircleAlert size={14} className={classes.error} aria-label={text('designer.error')} />
              ) : (
                <TriangleAlert size={14} className={classes.warning} aria-label={text('designer.warning')} />
              )}
              <code title={problem.documentPointer}>{placeOf(problem, document)}</code>
              <span>{problem.message}</span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The component by its name, and the field: `coupon input.user_id`. Elsewhere the pointer, which says it as well. */
function placeOf({ node, field, documentPointer }: PlacedDiagnostic, document: DesignerDocument): string {
  const position = positionOf(node);
  const name = position === undefined ? '' : fullNameOf(document, position);
  if (name === '') return documentPointer;
  return `${name} ${field.slice(1).replaceAll('/', '.')}`.trim();
}

/** Undefined: the rule itself. */
function nodeOf({ node }: PlacedDiagnostic): string | undefined {
  return node === 'document' ? undefined : node;
}
