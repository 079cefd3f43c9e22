import { useMemo, useState } from 'react';
import { COMPONENTS, documentOf, positionOf } from '../model/document.ts';
import { drawingOf } from '../model/drawing.ts';
import type { Card } from '../model/drawing.ts';
import { asObject } from '../model/json-value.ts';
import type { JsonObject } from '../model/rule-language.ts';
import { presentList, withoutElements } from '../model/flows.ts';
import type { ComponentState } from './component-state.ts';
import { DrawingLater } from './drawing-later.tsx';
import { FlowPath } from './flow-path.tsx';

interface RuleDrawingProps {
  /** As the REST API gives it: `{request, components, response}`, alone or as `rule` beside `name` and `method`. */
  readonly rule: unknown;
  /** By the component's full name, or by the id of its card (`/rule/components/0/1`), which is looked up first. */
  readonly states?: ReadonlyMap<string, ComponentState> | undefined;
  /** The full name of a component, or the id of its card. */
  readonly selected?: string | undefined;
  readonly onSelect?: ((card: Card) => void) | undefined;
  /** The accessible name. */
  readonly label: string;
}

const LEAST_HEIGHT_PX = 180;
const MOST_HEIGHT_PX = 560;

/** A rule as it is drawn in the designer, to be read only; React Flow is loaded when the first one is shown. */
export function RuleDrawing({ rule, states, selected, onSelect, label }: RuleDrawingProps) {
  const document = useMemo(() => documentOf(fileOf(rule)), [rule]);
  const [asked, setOpen] = useState(COMPONENTS);
  const open = presentList(document, asked);
  const drawing = useMemo(() => drawingOf(document, open), [document, open]);
  // Most are wider than their place, and so shown smaller.
  const height = Math.min(MOST_HEIGHT_PX, Math.max(LEAST_HEIGHT_PX, drawing.height * 0.85 + 48));
  const chosen = drawing.cards.find((card) => isMeant(card, selected))?.id;
  const select = onSelect && ((id: string) => drawing.cards.filter((card) => card.id === id).forEach(onSelect));
  return (
    <>
      <FlowPath {...{ document }} list={open} onOpen={setOpen} />
      <div style={{ height }}>
        <DrawingLater
          {...{ drawing, states, label }}
          selected={chosen}
          onSelect={select}
          onOpen={setOpen}
          onClose={() => setOpen(positionOf(open)?.list ?? COMPONENTS)}
        />
      </div>
    </>
  );
}

/** What is chosen inside a flow is shown at the flow until it is open. */
function isMeant({ id, fullName }: Card, selected: string | undefined): boolean {
  if (selected === undefined) return false;
  const name = withoutElements(selected);
  return id === selected || fullName === name || name.startsWith(`${fullName}/`);
}

function fileOf(rule: unknown): JsonObject {
  const object = asObject(rule as JsonObject) ?? {};
  return asObject(object.rule) === undefined ? { rule: object } : object;
}
