import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { ArrowDown, ArrowUp, LogIn, Plus, X } from 'lucide-react';
import { useCallback } from 'react';
import type { ReactNode } from 'react';
import { useRuleHelp, useText } from '../../i18n/use-text.ts';
import { casesOf, sizeOf, withNewCase, withoutCase } from '../model/case-edit.ts';
import type { Field } from '../model/field-table.ts';
import { asObject, asText, valueAt } from '../model/json-value.ts';
import { type JsonObject, member } from '../model/rule-language.ts';
import { CompletedInput } from './completed-input.tsx';
import { FieldMessages } from './field-messages.tsx';
import { messagesAt, usePanel } from './panel-context.ts';

interface FlowCasesProps {
  readonly field: Field;
  /** Of the flow. */
  readonly pointer: string;
}

/** The cases of a flow, each with its condition and a way to its layers; without cases the way to the flow's own. */
export function FlowCases({ field, pointer }: FlowCasesProps) {
  const text = useText();
  const helpOf = useRuleHelp();
  const { document, edit, open } = usePanel();
  const flow = asObject(valueAt(document.json, pointer)) ?? {};
  const cases = casesOf(flow);
  const change = (value: JsonObject): void => edit({ type: 'setField', pointer, value });
  return (
    <Stack gap={6} role="group" aria-label={field.name}>
      <Text size="xs" fw={500}>
        {field.name}
      </Text>
      <Text size="xs" c="dimmed">
        {helpOf(field.help)}
      </Text>
      {cases.length === 0 && (
        <Group gap="xs">
          <OpenButton label={text('drawing.open')} onClick={() => open(`${pointer}/components`)} />
        </Group>
      )}
      {cases.map((one, number) => (
        // The place is what a case is known by.
        <Case key={number} {...{ pointer, number, flow, one, change }} count={cases.length} />
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<Plus size={13} />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => change(withNewCase(flow))}
      >
        {text('panel.addCase')}
      </Button>
    </Stack>
  );
}

interface CaseProps {
  readonly pointer: string;
  readonly number: number;
  readonly count: number;
  readonly flow: JsonObject;
  readonly one: JsonObject;
  readonly change: (flow: JsonObject) => void;
}

function Case({ pointer, number, count, flow, one, change }: CaseProps) {
  const text = useText();
  const { edit, endStep, open, sourcesAt, diagnostics } = usePanel();
  const at = member(pointer, 'cases', number);
  const when = `${at}/when`;
  const sources = useCallback(() => sourcesAt(when), [sourcesAt, when]);
  const messages = [...messagesAt(diagnostics, at, false), ...messagesAt(diagnostics, when, false)];
  const name = text('panel.case', { number: number + 1 });
  const moved = (to: number): void => {
    const cases = casesOf(flow);
    change({ ...flow, cases: cases.toSpliced(number, 1).toSpliced(to, 0, one) });
  };
  const setWhen = (value: string): void => {
    if (value === '') edit({ type: 'removeField', pointer: when, mergeKey: when });
    else edit({ type: 'setField', pointer: when, value, mergeKey: when });
  };
  return (
    <div role="group" aria-label={name}>
      <CompletedInput
        label={text('panel.caseWhen', { name })}
        placeholder={text('drawing.default')}
        value={asText(one.when) ?? ''}
        onChange={setWhen}
        onBlur={endStep}
        sources={sources}
      />
      <FieldMessages messages={messages} />
      <Group gap={4} mt={4}>
        <OpenButton
          label={text('panel.openCase', { name, count: sizeOf(one) })}
          onClick={() => open(`${at}/components`)}
        />
        <CaseTool label={text('panel.up', { what: name })} isOff={number === 0} onClick={() => moved(number - 1)}>
          <ArrowUp size={14} />
        </CaseTool>
        <CaseTool
          label={text('panel.down', { what: name })}
          isOff={number === count - 1}
          onClick={() => moved(number + 1)}
        >
          <ArrowDown size={14} />
        </CaseTool>
        <CaseTool label={text('panel.remove', { what: name })} onClick={() => change(withoutCase(flow, number))}>
          <X size={14} />
        </CaseTool>
      </Group>
    </div>
  );
}

function OpenButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" leftSection={<LogIn size={13} />} onClick={onClick}>
      {label}
    </Button>
  );
}

interface CaseToolProps {
  readonly label: string;
  readonly isOff?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function CaseTool({ label, isOff = false, onClick, children }: CaseToolProps) {
  return (
    <ActionIcon size="sm" variant="subtle" color="gray" disabled={isOff} aria-label={label} onClick={onClick}>
      {children}
    </ActionIcon>
  );
}
