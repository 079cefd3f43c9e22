import {
  Anchor,
  Badge,
  Button,
  Group,
  Modal,
  Radio,
  SegmentedControl,
  Skeleton,
  Stack,
  Table,
  Text,
} from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { RuleDrawing } from '../../designer/drawing/rule-drawing.tsx';
import { useText, text as say } from '../../i18n/use-text.ts';
import { confirm } from '../../parts/confirm.tsx';
import { DiffView } from '../../parts/diff-view.tsx';
import { Failure } from '../../parts/failure.tsx';
import { notify } from '../../parts/notify.tsx';
import { Time } from '../../parts/time.tsx';
import { documentOfRule } from './saved-rule.ts';
import { useActivate, useDeleteVersion, useVersion, useVersions } from './use-rule.ts';
import type { Endpoint, Version } from './use-rule.ts';
import classes from './designer.module.css';

interface VersionsDialogProps {
  readonly endpoint: Endpoint;
  readonly canEdit: boolean;
  readonly onClose: () => void;
}

/** The versions of an endpoint, and any two of them side by side. */
export function VersionsDialog({ endpoint, canEdit, onClose }: VersionsDialogProps) {
  const text = useText();
  const versions = useVersions(endpoint);
  const [chosen, setChosen] = useState<{ readonly left?: number; readonly right?: number }>({});
  const list = versions.data ?? [];
  const right = chosen.right ?? list[0]?.id;
  const left = chosen.left ?? comparedWith(list, right)?.id;
  const active = list.find(({ status }) => status);
  const activate = useActivate();
  const remove = useDeleteVersion(() => notify(say('versions.deleted')));
  return (
    <Modal opened onClose={onClose} size="min(1180px, 94vw)" title={text('designer.versions')}>
      <Stack gap="sm">
        <Failure error={versions.error ?? activate.error ?? remove.error} />
        {versions.data === undefined ? (
          <Skeleton height={120} />
        ) : (
          <Table.ScrollContainer minWidth={620} mah="32vh">
            <Table verticalSpacing={4} aria-label={text('designer.versions')}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{text('versions.left')}</Table.Th>
                  <Table.Th>{text('versions.right')}</Table.Th>
                  <Table.Th>{text('versions.version')}</Table.Th>
                  <Table.Th>{text('versions.saved')}</Table.Th>
                  <Table.Th>{text('versions.by')}</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.map((one) => (
                  <VersionRow
                    key={one.id}
                    {...{ one, canEdit, onClose }}
                    isLeft={one.id === left}
                    isRight={one.id === right}
                    onLeft={() => setChosen((now) => ({ ...now, left: one.id }))}
                    onRight={() => setChosen((now) => ({ ...now, right: one.id }))}
                    onActivate={() => activate.mutate({ id: one.id, before: active?.id })}
                    onDelete={() => void deleteAsking(one, remove.mutate)}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <Comparison left={left} right={right} />
      </Stack>
    </Modal>
  );
}

async function deleteAsking(one: Version, remove: (what: { id: number; isActive: boolean }) => void): Promise<void> {
  const question = {
    title: say('versions.deleteTitle', { version: one.version }),
    lead: say(one.status ? 'versions.deleteActiveLead' : 'versions.deleteLead'),
    action: say('form.delete'),
    isDangerous: true,
  };
  if (await confirm(question)) remove({ id: one.id, isActive: one.status });
}

/** The active version; where that is the other side, the one before it. */
function comparedWith(list: readonly Version[], right: number | undefined): Version | undefined {
  const active = list.find(({ status }) => status);
  if (active !== undefined && active.id !== right) return active;
  const at = list.findIndex(({ id }) => id === right);
  return list[at + 1] ?? list[at];
}

interface VersionRowProps {
  readonly one: Version;
  readonly canEdit: boolean;
  readonly isLeft: boolean;
  readonly isRight: boolean;
  readonly onLeft: () => void;
  readonly onRight: () => void;
  readonly onActivate: () => void;
  readonly onDelete: () => void;
}

function VersionRow({ one, canEdit, isLeft, isRight, ...on }: VersionRowProps) {
  const text = useText();
  const named = { version: one.version };
  return (
    <Table.Tr>
      <Table.Td>
        <Radio size="xs" checked={isLeft} onChange={on.onLeft} aria-label={text('versions.leftOf', named)} />
      </Table.Td>
      <Table.Td>
        <Radio size="xs" checked={isRight} onChange={on.onRight} aria-label={text('versions.rightOf', named)} />
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Anchor
            component={Link}
            to={{ search: `?version=${encodeURIComponent(one.version)}` }}
            size="xs"
            ff="monospace"
          >
            {one.version}
          </Anchor>
          {one.status && (
            <Badge color="teal" variant="light" radius="sm">
              {text('versions.active')}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        <Time at={one.created_at} isRelative />
      </Table.Td>
      <Table.Td>{one.operator}</Table.Td>
      <Table.Td>
        {canEdit && (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            {!one.status && (
              <Button size="compact-xs" variant="default" onClick={on.onActivate}>
                {text('versions.activate')}
              </Button>
            )}
            <Button size="compact-xs" variant="subtle" color="red" onClick={on.onDelete}>
              {text('form.delete')}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

interface Sides {
  readonly left: number | undefined;
  readonly right: number | undefined;
}

function Comparison({ left, right }: Sides) {
  const text = useText();
  const [view, setView] = useState('text');
  const [a, b] = [useVersion(left), useVersion(right)];
  if (a.isError || b.isError) return <Failure error={a.error ?? b.error} />;
  if (a.data === undefined || b.data === undefined) return left === undefined ? null : <Skeleton height={200} />;
  const [before, after] = [a.data, b.data];
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={text('versions.view')}
        value={view}
        onChange={setView}
        data={[
          { value: 'text', label: text('versions.text') },
          { value: 'drawing', label: text('versions.drawing') },
        ]}
        style={{ alignSelf: 'flex-start' }}
      />
      {view === 'text' ? (
        <DiffView
          language="json"
          before={documentOfRule(before).text}
          after={documentOfRule(after).text}
          beforeLabel={before.version}
          afterLabel={after.version}
          maxHeight="44vh"
        />
      ) : (
        <div className={classes.pair}>
          {[before, after].map((one, index) => (
            <div key={index}>
              <Text size="xs" c="dimmed" mb={4}>
                {one.version}
              </Text>
              <RuleDrawing
                rule={one}
                label={`${text(index === 0 ? 'versions.left' : 'versions.right')}: ${one.version}`}
              />
            </div>
          ))}
        </div>
      )}
    </>
  );
}
