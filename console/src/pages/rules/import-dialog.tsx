import { Anchor, Button, Checkbox, Code, FileInput, Group, List, Modal, Stack, Text } from '@mantine/core';
import { CircleCheck, CircleX, FileJson } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { MethodMark } from './method-mark.tsx';
import { useImport } from './use-import.ts';
import type { ImportFile } from './use-import.ts';
import classes from './rules.module.css';
import { ruleAddress } from '../../parts/rule-address.ts';

/** Chooses files, shows what they hold, and saves a version of each. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const [activate, setActivate] = useState(false);
  const { files, waiting, choose, importAll, readError, isReading, isPending } = useImport();
  const isDone = files.length > 0 && waiting.length === 0;
  return (
    <Modal opened onClose={onClose} size="lg" title={text('rules.importTitle')}>
      <Stack gap="sm">
        <FileInput
          label={text('rules.importFiles')}
          description={text('rules.importFilesHint')}
          accept=".json,.yaml,.yml"
          leftSection={<FileJson size={16} />}
          multiple
          data-autofocus
          onChange={(chosen) => void choose(chosen)}
        />
        <Failure error={readError} />
        {files.length > 0 && (
          <ul className={classes.files} aria-label={text('rules.importFiles')}>
            {files.map((file) => (
              <FileLine key={file.fileName} file={file} />
            ))}
          </ul>
        )}
        <Checkbox
          label={text('rules.importActivate')}
          description={text('rules.importActivateHint')}
          checked={activate}
          onChange={({ currentTarget }) => setActivate(currentTarget.checked)}
        />
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={onClose}>
            {text(isDone ? 'form.close' : 'form.cancel')}
          </Button>
          <Button disabled={waiting.length === 0} loading={isReading || isPending} onClick={() => importAll(activate)}>
            {text('rules.import')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function FileLine({ file: { fileName, rule, errors, warnings, outcome } }: { readonly file: ImportFile }) {
  const isWrong = errors.length > 0 || (outcome !== undefined && 'error' in outcome);
  return (
    <li className={classes.file}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        {isWrong ? (
          <CircleX size={16} aria-hidden className={classes.wrong} />
        ) : (
          <CircleCheck size={16} aria-hidden className={classes.right} />
        )}
        <Stack gap={4} flex={1} miw={0}>
          <Group gap="xs">
            <Code>{fileName}</Code>
            {rule && (
              <Anchor component={Link} to={ruleAddress(rule)} size="sm">
                <MethodMark method={rule.method} /> {rule.name}
              </Anchor>
            )}
          </Group>
          <Lines lines={errors} />
          <Lines lines={warnings} isDimmed />
          <Outcome outcome={outcome} />
        </Stack>
      </Group>
    </li>
  );
}

function Lines({ lines, isDimmed = false }: { readonly lines: readonly string[]; readonly isDimmed?: boolean }) {
  if (lines.length === 0) return null;
  return (
    <List size="sm" c={isDimmed ? 'dimmed' : undefined}>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}

function Outcome({ outcome }: Pick<ImportFile, 'outcome'>) {
  const text = useText();
  if (outcome === undefined) return null;
  if ('error' in outcome) return <Failure error={outcome.error} />;
  const { version, isActive } = outcome;
  return <Text size="sm">{text(isActive ? 'rules.importedActive' : 'rules.imported', { version })}</Text>;
}
