import { Alert, Badge, Button, Code, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import type { DesignerDocument } from '../../../designer/model/document.ts';
import type { Json } from '../../../designer/model/rule-language.ts';
import { useText } from '../../../i18n/use-text.ts';
import { CodeEditor } from '../../../parts/code-editor.tsx';
import { ChangesEditor } from './changes-editor.tsx';
import { withoutFields } from './merge-patch.ts';
import { remainingReads } from './remaining-reads.ts';
import type { RemainingRead } from './remaining-reads.ts';
import { jsonText, readObject } from './run-draft.ts';
import type { DraftProblem } from './run-draft.ts';
import classes from './run.module.css';
import type { KeptRun } from './use-kept-run.ts';
import type { RunEdit } from './use-run-draft.ts';

interface DataTabProps {
  readonly run: KeptRun;
  readonly file: DesignerDocument;
  readonly edit: RunEdit;
  readonly problems: readonly DraftProblem[];
  readonly isReadOnly: boolean;
}

const HEIGHT = { minHeight: '320px', maxHeight: '60vh' };

/** The data of a run, and what of them is still to be read. */
export function DataTab({ run, file, edit, problems, isReadOnly }: DataTabProps) {
  const text = useText();
  const { draft, change } = edit;
  const malformed = problems.find((one) => one.kind === 'json' && one.part === 'data');
  const nulls = problems.find((one) => one.kind === 'nulls');
  const error = malformed?.kind === 'json' ? text('recovery.notJson', { ...malformed }) : undefined;
  const editor = { label: text('recovery.data'), language: 'json' as const, value: draft.data, ...HEIGHT };
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, lg: 8 }}>
        <Stack gap="xs">
          {nulls?.kind === 'nulls' && <Nulls pointers={nulls.pointers} edit={edit} />}
          {isReadOnly ? (
            <CodeEditor {...editor} isReadOnly />
          ) : (
            <ChangesEditor {...editor} original={draft.base.data} error={error} onChange={(data) => change({ data })} />
          )}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, lg: 4 }}>
        <Reads run={run} file={file} data={draft.data} />
      </Grid.Col>
    </Grid>
  );
}

/** A merge patch cannot set a field to null. */
function Nulls({ pointers, edit }: { readonly pointers: readonly string[]; readonly edit: RunEdit }) {
  const text = useText();
  const remove = (): void => {
    const data = readObject(edit.draft.data);
    if (data !== undefined) edit.change({ data: jsonText(withoutFields(data, pointers)) });
  };
  return (
    <Alert color="orange" title={text('recovery.nulls')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{text('recovery.nullsLead')}</Text>
        <Group gap={6}>
          {pointers.map((pointer) => (
            <Code key={pointer}>{pointer}</Code>
          ))}
        </Group>
        <Button size="compact-sm" variant="default" onClick={remove}>
          {text('recovery.removeNulls')}
        </Button>
      </Stack>
    </Alert>
  );
}

interface ReadsProps {
  readonly run: KeptRun;
  readonly file: DesignerDocument;
  readonly data: string;
}

function Reads({ run, file, data }: ReadsProps) {
  const text = useText();
  const reads = useMemo(() => {
    const place = { curStep: run.cur_step, errNames: run.err_names };
    return remainingReads(file, place, readObject(data) ?? {});
  }, [run.cur_step, run.err_names, file, data]);
  return (
    <Stack gap={4} component="section" aria-label={text('recovery.reads')}>
      <Title order={3} size="sm">
        {text('recovery.reads')}
      </Title>
      <Text size="xs" c="dimmed">
        {text(reads.length === 0 ? 'recovery.noReads' : 'recovery.readsLead')}
      </Text>
      {reads.length > 0 && (
        <Paper withBorder component="ul" p={0} m={0} style={{ listStyle: 'none', overflow: 'hidden' }}>
          {reads.map((read) => (
            <Read key={read.path} read={read} />
          ))}
        </Paper>
      )}
    </Stack>
  );
}

function Read({ read: { path, value, from, isMissing, readers } }: { readonly read: RemainingRead }) {
  const text = useText();
  const names = readers.map((name) => name ?? text('recovery.response')).join(', ');
  return (
    <li className={classes.read}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Code>{`{${path}}`}</Code>
        {isMissing && (
          <Badge color="red" variant="light" size="sm" radius="sm">
            {text('recovery.isNull')}
          </Badge>
        )}
      </Group>
      {!isMissing && (
        <Text size="xs" ff="monospace" className={classes.value} title={valueText(value)}>
          {value === undefined || value === null ? text('recovery.comesFrom', { name: from ?? '' }) : valueText(value)}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {text('recovery.readBy', { names })}
      </Text>
    </li>
  );
}

function valueText(value: Json | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}
