import { Checkbox, Stack, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import type { DesignerDocument } from '../../../designer/model/document.ts';
import { useText } from '../../../i18n/use-text.ts';
import { againChoices, isPartly, isTicked, withTicked } from './runs-again.ts';
import classes from './run.module.css';
import { useRunLog } from './use-kept-run.ts';
import type { KeptRun } from './use-kept-run.ts';
import type { RunEdit } from './use-run-draft.ts';

interface RunsAgainProps {
  readonly run: KeptRun;
  readonly file: DesignerDocument;
  readonly edit: RunEdit;
}

/** Which components and elements of the layer a recovery runs, to be ticked. */
export function RunsAgain({ run, file, edit: { draft, change } }: RunsAgainProps) {
  const text = useText();
  const log = useRunLog(run.trx, `${run.revision} ${run.status}`);
  const choices = useMemo(
    () => againChoices(file, { curStep: run.cur_step, errNames: run.err_names }, log.data),
    [file, run.cur_step, run.err_names, log.data],
  );
  // Of one there is nothing to choose.
  if (choices.length < 2) return null;
  return (
    <Stack gap={6} component="section" aria-label={text('recovery.runsAgain')}>
      <Title order={2} size="h3">
        {text('recovery.runsAgain')}
      </Title>
      <Text size="sm" c="dimmed">
        {text('recovery.runsAgainLead', { layer: run.cur_step })}
      </Text>
      <div className={classes.again} role="group" aria-label={text('recovery.runsAgain')}>
        {choices.map(({ name, isInside }) => (
          <Checkbox
            key={name}
            size="xs"
            ml={isInside ? 'lg' : 0}
            label={name}
            checked={isTicked(name, draft.errNames)}
            indeterminate={isPartly(name, draft.errNames)}
            // What is around it runs whole.
            disabled={isInside && draft.errNames?.includes(name) !== true && isTicked(name, draft.errNames)}
            onChange={({ currentTarget: { checked } }) =>
              change({ errNames: withTicked(draft.errNames, choices, name, checked) })
            }
          />
        ))}
      </div>
    </Stack>
  );
}
