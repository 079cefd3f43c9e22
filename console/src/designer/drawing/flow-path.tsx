import { Anchor, Breadcrumbs, Group, NativeSelect, Text } from '@mantine/core';
import { useText } from '../../i18n/use-text.ts';
import { COMPONENTS, endpointOf, pointerOf } from '../model/document.ts';
import type { DesignerDocument } from '../model/document.ts';
import { flowsAround, innerLayers } from '../model/flows.ts';
import { asObject, asText, valueAt } from '../model/json-value.ts';
import classes from './drawing.module.css';

interface FlowPathProps {
  readonly document: DesignerDocument;
  /** The pointer of the layers that are drawn. */
  readonly list: string;
  readonly onOpen: (list: string) => void;
}

/** Where in the rule the layers stand that are drawn: the way back, and the cases of the flow. */
export function FlowPath({ document, list, onOpen }: FlowPathProps) {
  const text = useText();
  if (list === COMPONENTS) return null;
  const flows = flowsAround(list);
  const lists = [...flows.map((flow) => flow.list ?? COMPONENTS), list];
  const { method, name } = endpointOf(document);
  const names = flows.map((flow) => asText(asObject(valueAt(document.json, pointerOf(flow)))?.name) ?? '');
  return (
    <nav className={classes.path} aria-label={text('drawing.path')}>
      <Group gap="md" wrap="nowrap">
        <Breadcrumbs separator="›" separatorMargin={6}>
          {[`${method} ${name}`, ...names].map((one, index) =>
            lists[index] === list ? (
              <Text key={list} size="sm" fw={600} aria-current="location">
                {one}
              </Text>
            ) : (
              <Anchor
                key={lists[index]}
                component="button"
                type="button"
                size="sm"
                onClick={() => onOpen(lists[index] ?? '')}
              >
                {one}
              </Anchor>
            ),
          )}
        </Breadcrumbs>
        <Cases {...{ document, list, onOpen }} name={names.at(-1) ?? ''} />
      </Group>
    </nav>
  );
}

function Cases({ document, list, onOpen, name }: FlowPathProps & { readonly name: string }) {
  const text = useText();
  const flow = flowsAround(list).at(-1);
  const pointer = flow === undefined ? '' : pointerOf(flow);
  const inner = innerLayers(valueAt(document.json, pointer), pointer);
  if (inner[0]?.number === undefined) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={text('drawing.casesOf', { name })}
      value={list}
      data={inner.map(({ list: value, number = 0, when = text('drawing.default') }) => ({
        value,
        label: text('drawing.case', { number: number + 1, when }),
      }))}
      onChange={({ currentTarget }) => onOpen(currentTarget.value)}
    />
  );
}
