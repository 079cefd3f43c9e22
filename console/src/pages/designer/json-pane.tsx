import { Button, Group, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { diagnosticRange } from '../../designer/model/diagnostics.ts';
import type { PlacedDiagnostic } from '../../designer/model/diagnostics.ts';
import type { Designer } from '../../designer/state/use-designer.ts';
import { useText } from '../../i18n/use-text.ts';
import { CodeEditor } from '../../parts/code-editor.tsx';
import classes from './designer.module.css';

interface JsonPaneProps {
  readonly designer: Designer;
  readonly canEdit: boolean;
  readonly diagnostics: readonly PlacedDiagnostic[];
  /** The drawing is hidden. */
  readonly isAlone: boolean;
  readonly onAlone: (isAlone: boolean) => void;
}

const DELAY_MS = 150;

/** The document as text; it and the drawing are the same. */
export function JsonPane({ designer, canEdit, diagnostics, isAlone, onAlone }: JsonPaneProps) {
  const text = useText();
  const { broken } = designer.state;
  const { text: typed } = designer;
  // To find their places in a long text takes a while: nothing that is typed waits for it.
  const found = useMemo(() => ({ diagnostics, typed }), [diagnostics, typed]);
  const [settled] = useDebouncedValue(found, DELAY_MS);
  const marks = useMemo(() => {
    if (broken !== undefined) {
      const { offset, message } = broken;
      return [{ from: Math.max(0, offset - 1), to: offset + 1, severity: 'error' as const, message }];
    }
    return settled.diagnostics.map((one) => ({ ...diagnosticRange(settled.typed, one), ...severityOf(one) }));
  }, [broken, settled]);
  return (
    <section className={classes.json} aria-label={text('designer.json')}>
      <Group justify="space-between" className={classes.jsonHead} wrap="nowrap">
        <Title order={2} size="h3">
          {text('designer.json')}
        </Title>
        <Button size="compact-xs" variant="default" onClick={() => onAlone(!isAlone)}>
          {text(isAlone ? 'designer.showDrawing' : 'designer.hideDrawing')}
        </Button>
      </Group>
      <div className={classes.jsonText} onBlur={() => designer.dispatch({ type: 'endStep' })}>
        <CodeEditor
          label={text('designer.document')}
          isLabelHidden
          language="json"
          value={designer.text}
          diagnostics={marks}
          isReadOnly={!canEdit}
          onChange={(next) => {
            if (next !== designer.text) designer.dispatch({ type: 'text', text: next });
          }}
          minHeight="100%"
        />
      </div>
    </section>
  );
}

function severityOf({ severity, message }: PlacedDiagnostic) {
  return { severity: severity === 'error' ? ('error' as const) : ('warning' as const), message };
}
