import { Alert, CloseButton, Group, Text } from '@mantine/core';
import { PencilLine, TriangleAlert } from 'lucide-react';
import type { Draft } from '../../designer/model/draft.ts';
import type { Designer } from '../../designer/state/use-designer.ts';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { Time } from '../../parts/time.tsx';
import type { SavedVersion } from './saved-rule.ts';
import classes from './designer.module.css';

interface DesignerNoticesProps {
  readonly designer: Designer;
  /** With which the designer was opened. */
  readonly draft: Draft | undefined;
  readonly saved: SavedVersion | undefined;
  readonly isDirty: boolean;
  readonly error: unknown;
}

/** What has to be said above the drawing. */
export function DesignerNotices({ designer, draft, saved, isDirty, error }: DesignerNoticesProps) {
  const text = useText();
  const { state, dispatch } = designer;
  const isOther = draft !== undefined && saved !== undefined && draft.baseVersion !== saved.version;
  return (
    <div className={classes.notices}>
      <Failure error={error} />
      {state.refusal !== undefined && (
        <Alert color="orange" variant="light" icon={<TriangleAlert size={16} />} py={6}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{state.refusal}</Text>
            <CloseButton size="sm" aria-label={text('panel.close')} onClick={() => dispatch({ type: 'dismiss' })} />
          </Group>
        </Alert>
      )}
      {state.broken !== undefined && (
        <Alert color="red" variant="light" icon={<TriangleAlert size={16} />} py={6}>
          <Text size="sm">{text('designer.broken', { ...placeOf(state.broken) })}</Text>
        </Alert>
      )}
      {draft !== undefined && isDirty && (
        <div className={classes.draft}>
          <PencilLine size={14} aria-hidden />
          <Text size="xs" component="div" className={classes.draftText}>
            {text('designer.restored')} <Time at={draft.savedAt} isRelative />
            {isOther && ` ${text('designer.otherBase')}`}
          </Text>
        </div>
      )}
    </div>
  );
}

function placeOf({ line, column, message }: { line: number; column: number; message: string }) {
  return { line, column, message };
}
