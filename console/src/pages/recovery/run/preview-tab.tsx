import { Alert, Badge, Button, Code, Group, List, Paper, Stack, Text } from '@mantine/core';
import { RefreshCw } from 'lucide-react';
import { useText } from '../../../i18n/use-text.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { JsonTree } from '../../../parts/json-tree.tsx';
import { conflictOf } from './conflict.ts';
import { isAgainChanged, isRuleChanged } from './run-draft.ts';
import classes from './run.module.css';
import type { Preview, RunActions } from './use-run-actions.ts';
import type { RunEdit } from './use-run-draft.ts';

interface PreviewTabProps {
  readonly edit: RunEdit;
  readonly preview: RunActions['preview'];
  readonly isBlocked: boolean;
}

/** What a recovery would run, with resolved requests; nothing is run. */
export function PreviewTab({ edit: { draft }, preview, isBlocked }: PreviewTabProps) {
  const text = useText();
  const { previewed, isPending, error, mutate } = preview;
  const isStale =
    previewed !== undefined &&
    (previewed.draft.data !== draft.data ||
      previewed.draft.base.revision !== draft.base.revision ||
      previewed.draft.isActiveVersion !== draft.isActiveVersion);
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" aria-live="polite">
          {text(isStale ? 'recovery.previewStale' : 'recovery.previewLead')}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<RefreshCw size={14} />}
          loading={isPending}
          disabled={isBlocked}
          onClick={() => mutate(draft)}
        >
          {text('recovery.refresh')}
        </Button>
      </Group>
      {isRuleChanged(draft) && <Alert color="orange">{text('recovery.previewOfSaved')}</Alert>}
      {isAgainChanged(draft) && <Alert color="orange">{text('recovery.previewOfSavedNames')}</Alert>}
      {conflictOf(error) === undefined && <Failure error={error} title={text('recovery.noPreview')} />}
      {previewed === undefined ? (
        !isPending && <Empty title={text('recovery.previewEmpty')} lead={text('recovery.previewEmptyLead')} />
      ) : (
        <div className={isStale ? classes.stale : undefined}>
          <PreviewContent preview={previewed.preview} />
        </div>
      )}
    </Stack>
  );
}

function PreviewContent({ preview: { components, missing } }: { readonly preview: Preview }) {
  const text = useText();
  return (
    <Stack gap="sm">
      {missing.length > 0 && (
        <Alert color="red" variant="light" title={text('recovery.missing')}>
          <List size="sm" spacing={2}>
            {missing.map(({ layer, component, pointer, placeholder }) => (
              <List.Item key={`${layer} ${component} ${pointer} ${placeholder}`}>
                <Code>{`{${placeholder.replace(/^\{|\}$/g, '')}}`}</Code>{' '}
                {component === null
                  ? text('recovery.missingInResponse', { pointer })
                  : text('recovery.missingIn', { component, layer: layer ?? 0, pointer })}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {components.length === 0 && <Text size="sm">{text('recovery.nothingRuns')}</Text>}
      {components.map((component) => (
        <PreviewedComponent key={`${component.layer} ${component.name}`} component={component} />
      ))}
    </Stack>
  );
}

type Component = Preview['components'][number];

function PreviewedComponent({ component }: { readonly component: Component }) {
  const text = useText();
  const { layer, name, type, method, url, input, skipped } = component;
  return (
    <Paper withBorder p="sm" component="section" aria-label={name}>
      <Stack gap="xs">
        <Group gap="xs">
          <Badge variant="light" color="gray" radius="sm">
            {text('recovery.layer', { layer })}
          </Badge>
          <Text fw={600} size="sm">
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {type}
          </Text>
          {skipped === true && (
            <Badge color="gray" radius="sm">
              {text('recovery.wouldSkip')}
            </Badge>
          )}
          {skipped === null && (
            <Badge color="blue" variant="light" radius="sm">
              {text('recovery.depends')}
            </Badge>
          )}
        </Group>
        <Code block>{typeof method === 'string' ? `${method} ${url}` : url}</Code>
        {input !== null && (
          <JsonTree value={input} label={text('recovery.inputOf', { name })} rootPath="input" maxHeight="240px" />
        )}
      </Stack>
    </Paper>
  );
}
