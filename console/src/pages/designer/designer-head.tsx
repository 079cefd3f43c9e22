import { Badge, Button, Group, NativeSelect, TextInput, Title } from '@mantine/core';
import { History, Play, Upload } from 'lucide-react';
import type { Designer } from '../../designer/state/use-designer.ts';
import { endpointOf } from '../../designer/model/document.ts';
import { useText } from '../../i18n/use-text.ts';
import { CurlButton } from './curl-button.tsx';
import { shortVersion } from '../../parts/short-version.tsx';
import type { SavedVersion } from './saved-rule.ts';
import classes from './designer.module.css';

interface DesignerHeadProps {
  readonly title: string;
  readonly designer: Designer;
  readonly saved: SavedVersion | undefined;
  readonly isDirty: boolean;
  readonly isNew: boolean;
  readonly canEdit: boolean;
  readonly isSaving: boolean;
  readonly isTrying: boolean;
  readonly onTry: () => void;
  readonly onVersions: () => void;
  readonly onSave: () => void;
  readonly onPublish: () => void;
}

/** The endpoint and its version, and what is done with the whole rule. */
export function DesignerHead(props: DesignerHeadProps) {
  const text = useText();
  const { designer, canEdit, isNew, isSaving, isDirty, saved } = props;
  const { method, name } = endpointOf(designer.document);
  const canSave = designer.isEditable && method !== '' && name !== '';
  return (
    <div className={classes.head}>
      <div className={classes.title}>
        <Title order={1} tabIndex={-1} className={classes.heading}>
          {props.title}
        </Title>
        <VersionBadges saved={saved} isDirty={isDirty} />
        {isNew && canEdit && <EndpointFields designer={designer} />}
      </div>
      <Group gap="xs">
        {!isNew && (
          <Button variant="default" leftSection={<History size={15} />} onClick={props.onVersions}>
            {text('designer.versions')}
          </Button>
        )}
        <CurlButton document={designer.document} />
        {canEdit && (
          <>
            <Button
              variant={props.isTrying ? 'light' : 'default'}
              aria-pressed={props.isTrying}
              leftSection={<Play size={15} />}
              onClick={props.onTry}
            >
              {text('designer.try')}
            </Button>
            <Button variant="default" loading={isSaving} disabled={!canSave || !isDirty} onClick={props.onSave}>
              {text('form.save')}
            </Button>
            <Button
              leftSection={<Upload size={15} />}
              disabled={!canSave || (!isDirty && saved?.isActive === true)}
              onClick={props.onPublish}
            >
              {text('designer.publish')}
            </Button>
          </>
        )}
      </Group>
    </div>
  );
}

function VersionBadges({ saved, isDirty }: { readonly saved: SavedVersion | undefined; readonly isDirty: boolean }) {
  const text = useText();
  return (
    <Group gap={6}>
      {saved !== undefined && (
        <Badge variant="light" color={saved.isActive ? 'teal' : 'gray'} radius="sm" title={saved.version}>
          {text(saved.isActive ? 'designer.active' : 'designer.inactive', { version: shortVersion(saved.version) })}
        </Badge>
      )}
      {isDirty && (
        <Badge variant="light" color="orange" radius="sm">
          {text('designer.unsaved')}
        </Badge>
      )}
    </Group>
  );
}

const METHODS = ['', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'ANY'];

/** Where a new rule will be served. */
function EndpointFields({ designer }: { readonly designer: Designer }) {
  const text = useText();
  const { method, name } = endpointOf(designer.document);
  const set = (pointer: string, value: string): void =>
    designer.edit({ type: 'setField', pointer, value, mergeKey: pointer });
  const endStep = (): void => designer.dispatch({ type: 'endStep' });
  return (
    <Group gap="xs" align="flex-end">
      <NativeSelect
        label={text('designer.method')}
        data={METHODS}
        value={method}
        disabled={!designer.isEditable}
        onChange={({ currentTarget }) => set('/method', currentTarget.value)}
        onBlur={endStep}
      />
      <TextInput
        label={text('designer.name')}
        placeholder="api/v1/…"
        w={260}
        value={name}
        disabled={!designer.isEditable}
        onChange={({ currentTarget }) => set('/name', currentTarget.value)}
        onBlur={endStep}
        spellCheck={false}
        autoComplete="off"
      />
    </Group>
  );
}
