import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { endpointOf } from '../../designer/model/document.ts';
import type { Designer } from '../../designer/state/use-designer.ts';
import { useText } from '../../i18n/use-text.ts';
import { DiffView } from '../../parts/diff-view.tsx';
import { Failure } from '../../parts/failure.tsx';
import { documentOfRule } from './saved-rule.ts';
import type { SavedVersion } from './saved-rule.ts';
import { useActivate, useActiveRule } from './use-rule.ts';

interface PublishDialogProps {
  readonly designer: Designer;
  readonly saved: SavedVersion | undefined;
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly error: unknown;
  /** Saves the document as the active version. */
  readonly onSave: () => void;
  readonly onPublished: () => void;
  readonly onClose: () => void;
}

/** Shows what would change for callers, and activates it. */
export function PublishDialog(props: PublishDialogProps) {
  const text = useText();
  const { designer, saved, isDirty, isSaving, error, onSave, onPublished, onClose } = props;
  const active = useActiveRule(endpointOf(designer.document));
  const activate = useActivate(onPublished);
  const publish = (): void => {
    if (isDirty || saved === undefined) onSave();
    else activate.mutate({ id: saved.id, before: active.data?.id });
  };
  const before = active.data;
  return (
    <Modal opened onClose={onClose} size="min(1100px, 92vw)" title={text('designer.publishTitle')}>
      <Stack gap="sm">
        <Failure error={error ?? activate.error ?? active.error} />
        <Text size="sm" c="dimmed">
          {before === null ? text('designer.publishFirst') : text('designer.publishLead')}
        </Text>
        {before === undefined ? (
          <Skeleton height={200} />
        ) : (
          <DiffView
            language="json"
            before={before === null ? '' : documentOfRule(before).text}
            after={designer.document.text}
            beforeLabel={before === null ? text('designer.nothingActive') : before.version}
            afterLabel={text('designer.yours')}
            maxHeight="55vh"
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text('form.cancel')}
          </Button>
          <Button loading={isSaving || activate.isPending} disabled={before === undefined} onClick={publish}>
            {text('designer.publish')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
