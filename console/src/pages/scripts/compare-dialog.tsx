import { Modal, Skeleton } from '@mantine/core';
import { useText } from '../../i18n/use-text.ts';
import { DiffView } from '../../parts/diff-view.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useTwoVersions } from './use-scripts.ts';
import type { ScriptHead } from './use-scripts.ts';

interface CompareDialogProps {
  readonly before: ScriptHead;
  readonly after: ScriptHead;
  readonly onClose: () => void;
}

/** Two versions of a script side by side. */
export function CompareDialog({ before, after, onClose }: CompareDialogProps) {
  const text = useText();
  const versions = useTwoVersions([before.id, after.id]);
  const [left, right] = versions.data ?? [];
  const names = { before: before.version, after: after.version };
  return (
    <Modal opened onClose={onClose} size={1100} title={text('scripts.compareTitle', names)}>
      <Failure error={versions.error} />
      {left && right ? (
        <DiffView
          before={left.script}
          after={right.script}
          beforeLabel={before.version}
          afterLabel={after.version}
          language="typescript"
          maxHeight="70vh"
        />
      ) : (
        versions.isPending && <Skeleton height={240} />
      )}
    </Modal>
  );
}
