import { useDeferredValue, useLayoutEffect, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import type { ComponentState } from '../../designer/drawing/component-state.ts';
import { diagnosticsByNode } from '../../designer/model/diagnostics.ts';
import type { PlacedDiagnostic } from '../../designer/model/diagnostics.ts';
import { PanelProvider } from '../../designer/panel/panel-context.ts';
import { PropertyPanel } from '../../designer/panel/property-panel.tsx';
import { shownNode } from '../../designer/state/designer-state.ts';
import { sourcesAt } from '../../designer/model/sources.ts';
import type { Designer } from '../../designer/state/use-designer.ts';
import { DesignerCanvas } from './designer-canvas.tsx';
import { JsonPane } from './json-pane.tsx';
import { useKnownNames } from './use-rule.ts';
import classes from './designer.module.css';

interface DesignerBodyProps {
  readonly designer: Designer;
  readonly canEdit: boolean;
  readonly problems: readonly PlacedDiagnostic[];
  readonly states: ReadonlyMap<string, ComponentState> | undefined;
  /** `json`: empty, `beside` the drawing, or `only`. */
  readonly view: { readonly json: string };
  readonly setView: (change: { json: string }) => void;
  /** Stands in place of the property panel. */
  readonly children: ReactNode;
}

/** The drawing, the text, and the panel of what is chosen. */
export function DesignerBody({ designer, canEdit, problems, states, view, setView, children }: DesignerBodyProps) {
  const byNode = useMemo(() => diagnosticsByNode(problems, designer.state.open), [problems, designer.state.open]);
  return (
    <div className={classes.body} data-json={view.json || undefined}>
      {view.json !== 'only' && <DesignerCanvas {...{ designer, states }} diagnostics={byNode} />}
      {view.json !== '' && (
        <JsonPane
          {...{ designer, canEdit }}
          diagnostics={problems}
          isAlone={view.json === 'only'}
          onAlone={(isAlone) => setView({ json: isAlone ? 'only' : 'beside' })}
        />
      )}
      <div className={classes.side}>{children ?? <Properties designer={designer} problems={problems} />}</div>
    </div>
  );
}

function Properties({
  designer,
  problems,
}: {
  readonly designer: Designer;
  readonly problems: DesignerBodyProps['problems'];
}) {
  const names = useKnownNames();
  const { document, edit, dispatch, state, isEditable } = designer;
  const latest = useRef(document);
  useLayoutEffect(() => {
    latest.current = document;
  }, [document]);
  const steady = useMemo(
    () => ({
      ...{ edit, names },
      endStep: () => dispatch({ type: 'endStep' }),
      open: (list: string) => dispatch({ type: 'open', list }),
      sourcesAt: (pointer: string) => sourcesAt(latest.current, pointer, names),
    }),
    [edit, dispatch, names],
  );
  const tools = useMemo(() => ({ ...steady, document, diagnostics: problems }), [steady, document, problems]);
  // To draw all fields of another card takes a while: what is chosen shows before them, and nothing waits for them.
  // Those of the card before are gone at once: nobody reads or fills them for the ones that were asked for.
  const chosen = shownNode(state);
  const shown = useDeferredValue(chosen);
  return (
    <PanelProvider value={tools}>
      <PropertyPanel
        selected={chosen}
        isReady={shown === chosen}
        isEditable={isEditable}
        onClose={() => dispatch(chosen === state.selected ? { type: 'select', id: undefined } : { type: 'close' })}
      />
    </PanelProvider>
  );
}
