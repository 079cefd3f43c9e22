import { useDocumentTitle, useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMe } from '../../api/me.ts';
import type { ComponentState } from '../../designer/drawing/component-state.ts';
import { placeDiagnostics } from '../../designer/model/diagnostics.ts';
import { endpointOf } from '../../designer/model/document.ts';
import type { DesignerDocument } from '../../designer/model/document.ts';
import { useKeepDraft, useKeptDraft } from '../../designer/state/use-draft.ts';
import { useDesigner } from '../../designer/state/use-designer.ts';
import { text as say, useText } from '../../i18n/use-text.ts';
import { notify } from '../../parts/notify.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { DesignerBody } from './designer-body.tsx';
import { DesignerHead } from './designer-head.tsx';
import { DesignerNotices } from './designer-notices.tsx';
import { DesignerToolbar } from './designer-toolbar.tsx';
import { ProblemList } from './problem-list.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import type { SavedVersion } from './saved-rule.ts';
import { TryPanel } from './try-panel.tsx';
import { useCheck, useSaveVersion, useVersions } from './use-rule.ts';
import type { Endpoint } from './use-rule.ts';
import { VersionsDialog } from './versions-dialog.tsx';
import classes from './designer.module.css';
import { ruleAddress } from '../../parts/rule-address.ts';

interface DesignerViewProps {
  /** That was opened; empty: a new rule. */
  readonly endpoint: Endpoint;
  readonly document: DesignerDocument;
  /** The version that the document is of; undefined: a new rule. */
  readonly saved: SavedVersion | undefined;
}

/** What the address says of the designer. */
const NO_VIEW = { panel: '', json: '', trx: '' };

/** The designer: drawing, panel, text, and what is done with them. */
export function DesignerView(props: DesignerViewProps) {
  const text = useText();
  const work = useRuleInWork(props);
  const { designer, saved, isDirty, canEdit, isNew, endpoint } = work;
  const [view, setView] = useQueryState(NO_VIEW);
  const [isPublishing, setPublishing] = useState(false);
  const [states, setStates] = useState<ReadonlyMap<string, ComponentState>>();
  const save = useSave(endpoint, work.setSaved);
  const problems = useDiagnostics(designer.document);
  const own = endpointOf(designer.document);
  const title = isNew ? text('designer.new') : `${own.method} ${own.name}`;
  useDocumentTitle(`${title} · Stepgate`);
  const saveNow = (isActivated: boolean): void =>
    save.mutate({ document: designer.document, isActivated }, { onSuccess: () => setPublishing(false) });
  const isTrying = view.panel === 'try' && canEdit;
  const showTry = (isShown: boolean): void => {
    if (!isShown) setStates(undefined);
    setView(isShown ? { panel: 'try' } : { panel: '', trx: '' });
  };
  return (
    <div className={classes.page}>
      <DesignerHead
        {...{ title, saved, isDirty, designer, canEdit, isNew, isTrying }}
        isSaving={save.isPending}
        onTry={() => showTry(!isTrying)}
        onVersions={() => setView({ panel: 'versions' })}
        onSave={() => saveNow(false)}
        onPublish={() => setPublishing(true)}
      />
      <DesignerToolbar
        {...{ designer, canEdit, isDirty, base: work.base }}
        isJson={view.json !== ''}
        onJson={() => setView({ json: view.json === '' ? 'beside' : '' })}
      />
      <DesignerNotices {...{ designer, saved, isDirty }} draft={work.draft} error={isPublishing ? null : save.error} />
      <DesignerBody {...{ designer, canEdit, problems, states, view, setView }}>
        {isTrying ? (
          <TryPanel document={designer.document} trx={view.trx} onStates={setStates} onClose={() => showTry(false)} />
        ) : undefined}
      </DesignerBody>
      <ProblemList {...{ problems, designer }} />
      {isPublishing && (
        <PublishDialog
          {...{ designer, saved, isDirty }}
          isSaving={save.isPending}
          error={save.error}
          onSave={() => saveNow(true)}
          onPublished={() => setPublishing(false)}
          onClose={() => setPublishing(false)}
        />
      )}
      {view.panel === 'versions' && !isNew && (
        <VersionsDialog {...{ endpoint, canEdit }} onClose={() => setView({ panel: '' })} />
      )}
    </div>
  );
}

/** The rule that is edited, begun with its draft where there is one. */
function useRuleInWork({ endpoint, document, saved: opened }: DesignerViewProps) {
  const canEdit = useMe().may('developer');
  const [lastSaved, setSaved] = useState(opened);
  const saved = useIsActive(lastSaved, opened && endpoint);
  const kept = useKeptDraft(endpoint.method, endpoint.name);
  const hasDraft = canEdit && kept.state === 'draft' && kept.draft.text !== document.text;
  const designer = useDesigner(document, hasDraft ? kept.draft.text : document.text, canEdit);
  const base = (saved?.document ?? document).text;
  useKeepDraft(endpoint.method, endpoint.name, designer.text, base, saved?.version ?? null, canEdit);
  const draft = hasDraft ? kept.draft : undefined;
  const isDirty = designer.text !== base;
  return { endpoint, canEdit, isNew: opened === undefined, saved, setSaved, designer, draft, base, isDirty };
}

/** A version, active or not as it is now: others are activated under "Versions", and by others. */
function useIsActive(saved: SavedVersion | undefined, endpoint: Endpoint | undefined): SavedVersion | undefined {
  const { data = [] } = useVersions(endpoint);
  const isActive = data.find(({ id }) => id === saved?.id)?.status;
  return useMemo(() => (saved && isActive !== undefined ? { ...saved, isActive } : saved), [saved, isActive]);
}

const CHECK_DELAY_MS = 300;

function useDiagnostics(document: DesignerDocument) {
  const [settled] = useDebouncedValue(document, CHECK_DELAY_MS);
  const { data } = useCheck(settled);
  return useMemo(() => (data === undefined ? [] : placeDiagnostics(document, asResult(data))), [data, document]);
}

type CheckAnswer = NonNullable<ReturnType<typeof useCheck>['data']>;

function asResult({ errors, warnings }: CheckAnswer): Parameters<typeof placeDiagnostics>[1] {
  return { errors, warnings } as Parameters<typeof placeDiagnostics>[1];
}

/** Saves; a new endpoint then has an address of its own. */
function useSave(endpoint: Endpoint, setSaved: (saved: SavedVersion) => void) {
  const navigate = useNavigate();
  return useSaveVersion((saved) => {
    setSaved(saved);
    notify(say(saved.isActive ? 'designer.published' : 'designer.saved', { version: saved.version }));
    const { method, name } = endpointOf(saved.document);
    if (method !== endpoint.method || name !== endpoint.name) void navigate(ruleAddress({ method, name }));
  });
}
