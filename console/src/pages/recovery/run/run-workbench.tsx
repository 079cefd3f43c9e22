import { Stack, Tabs } from '@mantine/core';
import { useMemo } from 'react';
import { hasCompensation } from '../../../designer/model/undoes.ts';
import type { Json } from '../../../designer/model/rule-language.ts';
import type { DesignerDocument } from '../../../designer/model/document.ts';
import { useMe } from '../../../api/me.ts';
import { useText } from '../../../i18n/use-text.ts';
import { Failure } from '../../../parts/failure.tsx';
import { useQueryState } from '../../../parts/use-query-state.ts';
import { ChangedMeanwhile, useWhoChanged } from './changed-meanwhile.tsx';
import { conflictOf } from './conflict.ts';
import type { Conflict } from './conflict.ts';
import { DataTab } from './data-tab.tsx';
import { EndedRun } from './ended-run.tsx';
import { Outcome } from './outcome.tsx';
import { PreviewTab } from './preview-tab.tsx';
import { RuleTab } from './rule-tab.tsx';
import { RunBar } from './run-bar.tsx';
import { RunsAgain } from './runs-again.tsx';
import { changeOf } from './run-draft.ts';
import { useEndpoint } from './use-kept-run.ts';
import type { Endpoint, KeptRun } from './use-kept-run.ts';
import { useRunActions } from './use-run-actions.ts';
import type { RunActions } from './use-run-actions.ts';
import { useRunDraft } from './use-run-draft.ts';
import type { RunEdit } from './use-run-draft.ts';
import { WhatWentWrong } from './what-went-wrong.tsx';
import { WhereItStands, useRuleFile } from './where-it-stands.tsx';

const TAB = { tab: 'data' };

/** A kept run, and all that is done with it. */
export function RunWorkbench({ run }: { readonly run: KeptRun }) {
  const endpoint = useEndpoint(run);
  const edit = useRunDraft(run);
  const actions = useRunActions(run, edit);
  const file = useRuleFile(edit.draft.rule, edit.now.rule, endpoint);
  const conflict = useConflict(run, edit, actions);
  const isSuspended = run.status === 'suspended';
  const { outcome } = actions.recover;
  return (
    <Stack gap="md">
      {outcome && <Outcome outcome={outcome} />}
      {!isSuspended && outcome === undefined && <EndedRun run={run} edit={edit} conflict={conflict} />}
      {isSuspended && (conflict !== undefined || edit.isOutdated) && (
        <ChangedMeanwhile conflict={conflict} edit={edit} />
      )}
      <ActionFailure actions={actions} />
      {isSuspended && <WhatWentWrong run={run} />}
      {run.rule !== null && <WhereItStands run={run} file={file} />}
      {isSuspended && <Mending {...{ run, endpoint, edit, actions, file }} />}
    </Stack>
  );
}

/** Somebody else's change: as an action was told, or as the run that was read shows. */
function useConflict(run: KeptRun, edit: RunEdit, { save, preview, recover }: RunActions): Conflict | undefined {
  const { may } = useMe();
  const base = edit.draft.base.revision;
  const isAsked = edit.isDirty && base !== run.revision && may('operator');
  const found = useWhoChanged(run.trx, base, run.revision, isAsked);
  const told = [recover, save, preview].map(({ error }) => conflictOf(error)).find((one) => one !== undefined);
  // What an action was told holds until one has gone on with the new state.
  const isTold = edit.isOutdated || (!edit.isDirty && told?.revision === run.revision);
  return found ?? (isTold ? told : undefined);
}

function ActionFailure({ actions: { save, recover } }: { readonly actions: RunActions }) {
  const text = useText();
  const failed = [
    { error: save.error, title: text('recovery.notSaved') },
    { error: recover.error, title: text('recovery.notRecovered') },
  ].find(({ error }) => error !== null && conflictOf(error) === undefined);
  return failed === undefined ? null : <Failure error={failed.error} title={failed.title} />;
}

interface MendingProps {
  readonly run: KeptRun;
  readonly endpoint: Endpoint;
  readonly edit: RunEdit;
  readonly actions: RunActions;
  readonly file: DesignerDocument;
}

function Mending({ run, endpoint, edit, actions, file }: MendingProps) {
  const text = useText();
  const { may } = useMe();
  const [{ tab }, setTab] = useQueryState(TAB);
  const problems = useMemo(() => changeOf(edit.draft).problems, [edit.draft]);
  const isOperator = may('operator');
  const isBlocked = problems.length > 0;
  const isGivenUp = run.cause === 'compensation';
  const isUndoable = useMemo(() => !isGivenUp && hasCompensation(run.rule as Json | undefined), [isGivenUp, run.rule]);
  const open = (chosen: string | null): void => {
    setTab({ tab: chosen ?? TAB.tab });
    if (chosen === 'preview' && !isBlocked && actions.preview.previewed === undefined)
      actions.preview.mutate(edit.draft);
  };
  return (
    <>
      {isOperator && !isGivenUp && <RunsAgain {...{ run, file, edit }} />}
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="data">{text('recovery.data')}</Tabs.Tab>
          <Tabs.Tab value="rule">{text('recovery.ruleTab')}</Tabs.Tab>
          {isOperator && <Tabs.Tab value="preview">{text('recovery.preview')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="data">
          <DataTab {...{ run, file, edit, problems }} isReadOnly={!isOperator} />
        </Tabs.Panel>
        <Tabs.Panel value="rule">
          <RuleTab endpoint={endpoint} edit={edit} />
        </Tabs.Panel>
        {isOperator && (
          <Tabs.Panel value="preview">
            <PreviewTab edit={edit} preview={actions.preview} isBlocked={isBlocked} />
          </Tabs.Panel>
        )}
      </Tabs>
      {isOperator && (
        <RunBar
          {...{ edit, actions, isBlocked }}
          trx={run.trx}
          isUndoable={isUndoable}
          onPreview={() => {
            setTab({ tab: 'preview' });
            actions.preview.mutate(edit.draft);
          }}
        />
      )}
    </>
  );
}
