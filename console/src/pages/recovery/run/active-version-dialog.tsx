import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useText } from '../../../i18n/use-text.ts';
import { DiffView } from '../../../parts/diff-view.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { equalJson } from './merge-patch.ts';
import { jsonText, readObject } from './run-draft.ts';
import { useActiveRule } from './use-kept-run.ts';
import type { Endpoint } from './use-kept-run.ts';

interface ActiveVersionDialogProps {
  readonly endpoint: Endpoint;
  /** The rule of the run, as it is edited. */
  readonly rule: string;
  readonly onUse: (rule: string) => void;
  readonly onClose: () => void;
}

/** Shows how the active version of the rule differs from that of the run, before the run goes on with it. */
export function ActiveVersionDialog({ endpoint, rule, onUse, onClose }: ActiveVersionDialogProps) {
  const text = useText();
  const { data, error, isFetching } = useActiveRule(endpoint, true);
  const active = data && jsonText(data.rule);
  const isSame = active !== undefined && equalJson(readObject(active), readObject(rule));
  return (
    <Modal opened onClose={onClose} title={text('recovery.useActive')} size="80rem">
      <Stack gap="sm">
        <Failure error={error} />
        {isFetching && <Loader size="sm" />}
        {active !== undefined && !isFetching && (
          <>
            <Text size="sm">
              {text(isSame ? 'recovery.activeSame' : 'recovery.activeDiffers', { version: data?.version ?? '' })}
            </Text>
            {!isSame && (
              <DiffView
                before={rule}
                after={active}
                language="json"
                beforeLabel={text('recovery.ruleOfRun')}
                afterLabel={text('recovery.ruleActive')}
                maxHeight="60vh"
              />
            )}
          </>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {text('form.cancel')}
          </Button>
          <Button disabled={active === undefined || isFetching} onClick={() => active !== undefined && onUse(active)}>
            {text('recovery.useIt')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
