import { Checkbox, Stack, Text, Title } from '@mantine/core';
import { useMemo } from 'react';
import type { DesignerDocument } from '../../../designer/model/document.ts';
import { useText } from '../../../i18n/use-text.ts';
import { ElementList } from './element-list.tsx';
import { againChoices, tickedBy, withTicked } from './runs-again.ts';
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
  const ticked = useMemo(() => tickedBy(draft.errNames), [draft.errNames]);
  // Of one there is nothing to choose.
  if (choices.length < 2 && choices.every(({ toRun, done }) => toRun.length + done.length === 0)) return null;
  const tick = (names: readonly string[], isOn: boolean): void =>
    change({ errNames: withTicked(draft.errNames, choices, names, isOn) });
  return (
    <Stack gap={6} component="section" aria-label={text('recovery.runsAgain')}>
      <Title order={2} size="h3">
        {text('recovery.runsAgain')}
      </Title>
      <Text size="sm" c="dimmed">
        {text('recovery.runsAgainLead', { layer: run.cur_step })}
      </Text>
      <div className={classes.again} role="group" aria-label={text('recovery.runsAgain')}>
        {choices.map((choice) => (
          <div key={choice.name} className={classes.choice}>
            <Checkbox
              size="xs"
              label={choice.name}
              checked={ticked.isTicked(choice.name)}
              indeterminate={ticked.isPartly(choice.name)}
              onChange={({ currentTarget: { checked } }) => tick([choice.name], checked)}
            />
            {choice.toRun.length + choice.done.length > 0 && <ElementList {...{ choice, ticked }} onTick={tick} />}
          </div>
        ))}
      </div>
    </Stack>
  );
}
