import { ActionIcon, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { X } from 'lucide-react';
import { memo } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { componentAt, positionOf } from '../model/document.ts';
import { withType } from '../model/edit.ts';
import { COMPONENT_TYPES, isComponentType } from '../model/field-sections.ts';
import { asText, valueAt } from '../model/json-value.ts';
import { isList } from '../model/rule-language.ts';
import type { JsonObject } from '../model/rule-language.ts';
import { FieldMessages } from './field-messages.tsx';
import { usePanel } from './panel-context.ts';
import { PartFields } from './part-fields.tsx';
import classes from './panel.module.css';

interface PropertyPanelProps {
  /** The id of a node; undefined: the rule itself. */
  readonly selected: string | undefined;
  /** Its fields are drawn; until then there is its name. */
  readonly isReady: boolean;
  readonly isEditable: boolean;
  readonly onClose: () => void;
}

/** Every field of what is chosen: of a component, the request, the response, or the rule itself. */
export function PropertyPanel({ selected, isReady, isEditable, onClose }: PropertyPanelProps) {
  const text = useText();
  const { document } = usePanel();
  const position = selected === undefined ? undefined : positionOf(selected);
  const component = position && componentAt(document, position);
  const name = asText(component?.name) ?? '';
  const title =
    selected === 'request' || selected === 'response'
      ? text(`drawing.${selected}`)
      : selected === undefined
        ? text('panel.rule')
        : name || text('drawing.unnamed');
  return (
    <section className={classes.panel} aria-label={title}>
      <Group justify="space-between" wrap="nowrap" className={classes.top}>
        <Title order={2} className={classes.title}>
          {title}
        </Title>
        {selected !== undefined && (
          <ActionIcon variant="subtle" color="gray" aria-label={text('panel.close')} onClick={onClose}>
            <X size={16} />
          </ActionIcon>
        )}
      </Group>
      <fieldset disabled={!isEditable} className={classes.fields}>
        <legend className={classes.legend}>{title}</legend>
        {isReady && (
          <Stack gap="sm">
            <OwnMessages selected={selected} />
            <Fields selected={selected} />
          </Stack>
        )}
      </fieldset>
    </section>
  );
}

/** What is wrong with the node as a whole. */
function OwnMessages({ selected }: { readonly selected: string | undefined }) {
  const { diagnostics } = usePanel();
  const own = diagnostics.filter(({ node, field }) => node === (selected ?? 'document') && field === '');
  return own.length === 0 ? null : <FieldMessages messages={own} />;
}

/** Drawn anew with the document, not with what is chosen beside it. */
const Fields = memo(function Fields({ selected }: { readonly selected: string | undefined }) {
  const text = useText();
  const { document } = usePanel();
  if (selected === undefined) {
    return (
      <>
        <PartFields part="document" pointer="" without={['name', 'method']} />
        <PartFields part="settings" pointer="/rule" />
      </>
    );
  }
  if (selected === 'request') return <PartFields part="request" pointer="/rule/request" />;
  if (selected === 'response') {
    return (
      <>
        <PartFields part="response" pointer="/rule/response" without={['error']} />
        <Title order={3} className={classes.section}>
          {text('panel.error')}
        </Title>
        {isList(valueAt(document.json, '/rule/response/error')) ? (
          <PartFields part="response" pointer="/rule/response" only={['error']} />
        ) : (
          <PartFields part="error" pointer="/rule/response/error" />
        )}
      </>
    );
  }
  const position = positionOf(selected);
  const component = position && componentAt(document, position);
  const type = asText(component?.type);
  return (
    <>
      {component && <TypeField component={component} pointer={selected} />}
      {isComponentType(type) ? (
        // The fields of another card are others, also where they are called the same.
        <PartFields key={selected} part={type} pointer={selected} />
      ) : (
        <Text size="sm">{text('panel.unknownType')}</Text>
      )}
    </>
  );
});

/** As the rule language calls it. */
const TYPE = 'type';

interface TypeFieldProps {
  readonly component: JsonObject;
  readonly pointer: string;
}

function TypeField({ component, pointer }: TypeFieldProps) {
  const text = useText();
  const { edit } = usePanel();
  const type = asText(component.type) ?? '';
  const choose = (next: string): void => {
    if (isComponentType(next)) edit({ type: 'setField', pointer, value: withType(component, next) });
  };
  return (
    <NativeSelect
      size="xs"
      label={TYPE}
      description={isComponentType(type) ? text(`designer.${type}`) : undefined}
      data={isComponentType(type) ? [...COMPONENT_TYPES] : [type, ...COMPONENT_TYPES]}
      value={type}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    />
  );
}
