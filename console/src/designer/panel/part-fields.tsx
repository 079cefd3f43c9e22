import { Title } from '@mantine/core';
import { Fragment, useCallback, useMemo } from 'react';
import type { ReactNode } from 'react';
import { useRuleHelp, useText } from '../../i18n/use-text.ts';
import type { PlacedDiagnostic } from '../model/diagnostics.ts';
import type { Part } from '../model/field-sections.ts';
import { fieldTable } from '../model/field-table.ts';
import type { Field } from '../model/field-table.ts';
import { asObject, asText, valueAt } from '../model/json-value.ts';
import { isOfWait } from '../model/wait-fields.ts';
import { positionOf } from '../model/document.ts';
import type { Json } from '../model/rule-language.ts';
import { FieldEditor } from './field-editor.tsx';
import { FieldMessages, isShownDeep } from './field-messages.tsx';
import { CompensationEditor } from './compensation-editor.tsx';
import { FlowCases } from './flow-cases.tsx';
import { NameInput } from './name-input.tsx';
import { messagesAt, usePanel } from './panel-context.ts';
import classes from './panel.module.css';

interface PartFieldsProps {
  readonly part: Part;
  /** Where the part is in the document: `/rule/components/0/1`. */
  readonly pointer: string;
  /** Fields that are shown elsewhere. */
  readonly without?: readonly string[];
  /** These only. */
  readonly only?: readonly string[];
  /** It is within another part: its fields are called so, and have no headings. */
  readonly prefix?: string;
}

/** All fields of a part of the rule, by sections. */
export function PartFields({ part, pointer, without = [], only, prefix }: PartFieldsProps) {
  const text = useText();
  const { document } = usePanel();
  const sections = useMemo(() => fieldTable(part), [part]);
  const isShown = (field: Field): boolean =>
    !without.includes(field.name) &&
    (only?.includes(field.name) ?? true) &&
    (part !== 'wait' || isOfWait(field.name, asObject(valueAt(document.json, pointer)) ?? {})) &&
    (field.aliasOf === undefined || valueAt(document.json, pointer + field.pointer) !== undefined);
  return (
    <>
      {sections.map(({ section, fields }) => (
        <Fragment key={section}>
          {prefix === undefined && fields.some(isShown) && sections.length > 1 && (
            <Title order={3} className={classes.section}>
              {text(`section.${section}`)}
            </Title>
          )}
          {fields.filter(isShown).map((field) => {
            if (field.kind === 'flowCases') return <FlowCases key={field.pointer} {...{ field, pointer }} />;
            const at = pointer + field.pointer;
            if (field.kind === 'compensation')
              return <CompensationEditor key={field.pointer} field={field} pointer={at} />;
            return (
              <PartField key={field.pointer} field={field} pointer={at} {...(prefix !== undefined && { prefix })} />
            );
          })}
        </Fragment>
      ))}
    </>
  );
}

interface PartFieldProps {
  readonly field: Field;
  readonly pointer: string;
  readonly prefix?: string;
}

function PartField({ field, pointer, prefix }: PartFieldProps) {
  const helpOf = useRuleHelp();
  const { document, edit, endStep, names, diagnostics, sourcesAt } = usePanel();
  const value = valueAt(document.json, pointer);
  const sources = useCallback(() => sourcesAt(pointer), [sourcesAt, pointer]);
  const messages = messagesAt(diagnostics, pointer, isShownDeep(field));
  const errors = messages.filter(({ severity }) => severity === 'error');
  const error = errors.length === 0 ? undefined : <FieldMessages messages={errors} />;
  const change = useCallback(
    (next: Json | undefined): void => {
      if (next === undefined)
        edit({ type: 'removeField', pointer, withParent: field.name.includes('.'), mergeKey: pointer });
      else edit({ type: 'setField', pointer, value: next, mergeKey: pointer });
    },
    [edit, pointer, field.name],
  );
  const position = positionOf(pointer);
  if (position !== undefined && (field.name === 'name' || field.name === 'outputName')) {
    const rename = (name: string): void => {
      if (name === '' && field.name === 'outputName') edit({ type: 'removeField', pointer });
      else if (field.name === 'name') edit({ type: 'renameComponent', position, name });
      else edit({ type: 'renameOutput', position, outputName: name });
    };
    return (
      <Warned messages={messages}>
        <NameInput
          key={pointer}
          label={field.name}
          description={helpOf(field.help)}
          error={error}
          value={asText(value) ?? ''}
          onCommit={rename}
        />
      </Warned>
    );
  }
  const known = field.kind === 'scriptName' ? names.scripts : names.secrets;
  const isSet = value !== undefined || valueAt(document.json, pointer.slice(0, pointer.lastIndexOf('/'))) !== undefined;
  return (
    <Warned messages={messages}>
      <FieldEditor
        {...{ field, value, sources, known, error, isSet }}
        {...(prefix !== undefined && { prefix })}
        onChange={change}
        onBlur={endStep}
      />
    </Warned>
  );
}

interface WarnedProps {
  readonly messages: readonly PlacedDiagnostic[];
  readonly children: ReactNode;
}

/** A field with what is warned of below it; it looks wrong only where it is. */
function Warned({ messages, children }: WarnedProps) {
  return (
    <div>
      {children}
      <FieldMessages messages={messages.filter(({ severity }) => severity === 'warning')} />
    </div>
  );
}
