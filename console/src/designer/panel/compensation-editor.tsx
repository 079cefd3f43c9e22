import { Button, Collapse, NativeSelect, Stack } from '@mantine/core';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useRuleHelp, useText } from '../../i18n/use-text.ts';
import { typeOfPart, UNDO_PARTS } from '../model/field-sections.ts';
import type { UndoPart } from '../model/field-sections.ts';
import { fieldTable } from '../model/field-table.ts';
import type { Field } from '../model/field-table.ts';
import { asObject, asText, valueAt } from '../model/json-value.ts';
import type { JsonObject } from '../model/rule-language.ts';
import { FieldMessages } from './field-messages.tsx';
import { messagesAt, usePanel } from './panel-context.ts';
import classes from './panel.module.css';
import { PartFields } from './part-fields.tsx';

interface CompensationEditorProps {
  readonly field: Field;
  /** Of the field. */
  readonly pointer: string;
}

/** What is asked for first; the others are seldom needed. */
const FIRST = ['method', 'url', 'header', 'input', 'retryMaxCount', 'timeout'];

/** What undoes a component: its type, and the fields of such a call. */
export function CompensationEditor({ field, pointer }: CompensationEditorProps) {
  const text = useText();
  const helpOf = useRuleHelp();
  const { document, edit, diagnostics } = usePanel();
  const value = asObject(valueAt(document.json, pointer));
  const type = asText(value?.type);
  const part = UNDO_PARTS.find((one) => typeOfPart(one) === type);
  const choose = (next: string): void => {
    const chosen = UNDO_PARTS.find((one) => typeOfPart(one) === next);
    if (chosen === undefined) edit({ type: 'removeField', pointer });
    else edit({ type: 'setField', pointer, value: withType(value ?? {}, chosen) });
  };
  const own = [...messagesAt(diagnostics, pointer, false), ...messagesAt(diagnostics, `${pointer}/type`, false)];
  const isUnknown = type !== undefined && part === undefined;
  return (
    <div role="group" aria-label={field.name}>
      <NativeSelect
        size="xs"
        label={field.name}
        description={helpOf(field.help)}
        error={own.length === 0 ? undefined : <FieldMessages messages={own} />}
        data={[
          { value: '', label: text('panel.none') },
          ...(isUnknown ? [type] : []),
          ...UNDO_PARTS.map((one) => typeOfPart(one)),
        ]}
        value={type ?? ''}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      {part !== undefined && <Fields {...{ part, pointer }} name={field.name} value={value ?? {}} />}
    </div>
  );
}

interface FieldsProps {
  readonly part: UndoPart;
  readonly pointer: string;
  readonly name: string;
  readonly value: JsonObject;
}

function Fields({ part, pointer, name, value }: FieldsProps) {
  const text = useText();
  const isOther = (one: string): boolean => one !== 'type' && !FIRST.includes(one);
  const [isOpen, setOpen] = useState(() => Object.keys(value).some(isOther));
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <Stack gap="sm" mt="xs" className={classes.nested}>
      <PartFields part={part} pointer={pointer} only={FIRST} prefix={name} />
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<Chevron size={13} />}
        style={{ alignSelf: 'flex-start' }}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {text('panel.moreFields', { what: name })}
      </Button>
      <Collapse expanded={isOpen}>
        {isOpen && (
          <Stack gap="sm">
            <PartFields part={part} pointer={pointer} without={FIRST} prefix={name} />
          </Stack>
        )}
      </Collapse>
    </Stack>
  );
}

/** What the other type does not have is left out; so is the URL, which names something else there. */
function withType(before: JsonObject, part: UndoPart): JsonObject {
  const fields = fieldTable(part).flatMap(({ fields: of }) => of.map(({ name }) => name.split('.')[0]));
  const kept = Object.entries(before).filter(([name]) => name !== 'type' && name !== 'url' && fields.includes(name));
  return { type: typeOfPart(part), url: '', ...Object.fromEntries(kept) };
}
