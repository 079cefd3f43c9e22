import { Button, Text, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { useText } from '../../i18n/use-text.ts';
import { formFields, formOf, refusedFields } from './form-draft.ts';
import type { FormDraft, FormField } from './form-draft.ts';
import { FormFields } from './form-fields.tsx';
import { jsonOrNone } from './json-or-none.ts';
import { isOver, useComplete } from './use-waits.ts';
import type { Wait } from './use-waits.ts';
import { Buttons, JsonField, Refusal } from './wait-parts.tsx';
import type { WaitSpec } from './wait-spec.ts';

interface ApproveFormProps {
  readonly wait: Wait;
  /** Null: nothing is known of it; its form is JSON. */
  readonly spec: WaitSpec | null;
  readonly onClose: () => void;
}

/** The form of an approval, and the two ways to decide. */
export function ApproveForm({ wait, spec, onClose }: ApproveFormProps) {
  const text = useText();
  const fields = useMemo(() => (spec?.form === undefined ? undefined : formFields(spec.form)), [spec]);
  const { complete, draft, setDraft, json, setJson, comment, setComment, errors, refusal, decide } = useApproval(
    { wait, onClose },
    fields,
  );
  return (
    <>
      <Refusal wait={wait} error={refusal} />
      {fields === undefined ? (
        <JsonField label={text('waits.form')} hint={text('waits.formHint')} value={json} onChange={setJson} />
      ) : (
        <FormFields {...{ fields, draft, errors }} onChange={setDraft} />
      )}
      <Textarea
        label={text('waits.comment')}
        value={comment}
        maxLength={10_000}
        onChange={({ currentTarget }) => setComment(currentTarget.value)}
        autosize
        maxRows={8}
      />
      <Text size="xs" c="dimmed">
        {text(
          spec?.goesOnRejected === true
            ? 'waits.rejectGoesOn'
            : spec?.undoes === true
              ? 'waits.rejectUndoes'
              : 'waits.rejectEnds',
        )}
      </Text>
      <Buttons isOver={isOver(complete.error)} onClose={onClose}>
        <Button variant="default" disabled={complete.isPending} onClick={() => decide(false)}>
          {text('waits.reject')}
        </Button>
        <Button loading={complete.isPending} onClick={() => decide(true)}>
          {text('waits.approve')}
        </Button>
      </Buttons>
    </>
  );
}

/** Where the form is in the request. */
const FORM = 'request.body.form';

/** What is filled in, and what becomes of it. @param fields undefined: the form is JSON. */
function useApproval(
  { wait, onClose }: Pick<ApproveFormProps, 'wait' | 'onClose'>,
  fields: readonly FormField[] | undefined,
) {
  const text = useText();
  const complete = useComplete();
  const [draft, setDraft] = useState<FormDraft>({});
  const [json, setJson] = useState('');
  const [comment, setComment] = useState('');
  // Said once one has tried to approve.
  const [isChecked, setChecked] = useState(false);
  const { form, problems } = formOf(fields ?? [], draft);
  const given = jsonOrNone(json);
  const decide = (approved: boolean): void => {
    setChecked(approved);
    if (!given.isJson || (approved && Object.keys(problems).length > 0)) return;
    const own = Object.keys(form).length > 0 ? form : undefined;
    const filled = (fields === undefined ? given.value : own) as Record<string, unknown> | undefined;
    const said = comment.trim();
    const { trx, component } = wait;
    complete.mutate(
      { trx, component, approved, ...(filled && { form: filled }), ...(said !== '' && { comment: said }) },
      { onSuccess: onClose },
    );
  };
  const refused = complete.error instanceof ApiError ? complete.error.errors : [];
  const atFields = refusedFields(fields ?? [], FORM, refused);
  const own = isChecked ? Object.entries(problems).map(([path, key]) => [path, text(key)] as const) : [];
  const isAllAtFields =
    refused.length > 0 && refused.every((one) => Object.keys(refusedFields(fields ?? [], FORM, [one])).length > 0);
  return {
    ...{ complete, draft, setDraft, json, setJson, comment, setComment, decide },
    errors: { ...atFields, ...Object.fromEntries(own) },
    /** What is not said at a field. */
    refusal: isAllAtFields ? null : complete.error,
  };
}
