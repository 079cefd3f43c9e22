import { Button, Group, Menu, Tooltip } from '@mantine/core';
import {
  Braces,
  Copy,
  FileCode2,
  GitFork,
  Globe,
  Hourglass,
  Plus,
  Redo2,
  Sigma,
  Trash2,
  Undo2,
  Workflow,
} from 'lucide-react';
import { endpointOf, pointerOf, positionOf } from '../../designer/model/document.ts';
import { keyAction } from '../../designer/model/keyboard.ts';
import type { DesignerDocument } from '../../designer/model/document.ts';
import type { Designer } from '../../designer/state/use-designer.ts';
import { useText } from '../../i18n/use-text.ts';
import { notify } from '../../parts/notify.tsx';
import { ExportRule } from '../rules/export-rule.tsx';
import type { RuleFile } from '../rules/rule-file.ts';
import classes from './designer.module.css';

interface DesignerToolbarProps {
  readonly designer: Designer;
  readonly canEdit: boolean;
  readonly isDirty: boolean;
  /** The text that is saved. */
  readonly base: string;
  readonly isJson: boolean;
  readonly onJson: () => void;
}

/** What is done with cards and steps, and how the rule is shown. */
export function DesignerToolbar({ designer, canEdit, isDirty, base, isJson, onJson }: DesignerToolbarProps) {
  const text = useText();
  return (
    <div className={classes.toolbar} role="toolbar" aria-label={text('designer.tools')}>
      {canEdit && <EditTools designer={designer} />}
      {canEdit && isDirty && <DiscardButton {...{ designer, base }} />}
      <Group gap={4} ml="auto">
        <ExportRule read={() => Promise.resolve(fileOf(designer.document))} />
        <Button
          size="compact-sm"
          variant={isJson ? 'light' : 'subtle'}
          color={isJson ? undefined : 'gray'}
          aria-pressed={isJson}
          leftSection={<Braces size={15} />}
          onClick={onJson}
        >
          {text('designer.json')}
        </Button>
      </Group>
    </div>
  );
}

/** The rule as it is drawn. */
function fileOf(document: DesignerDocument): RuleFile {
  return { ...document.json, ...endpointOf(document) } as unknown as RuleFile;
}

function DiscardButton({ designer, base }: { readonly designer: Designer; readonly base: string }) {
  const text = useText();
  const discard = (): void => {
    const before = designer.text;
    designer.edit({ type: 'replaceText', text: base });
    notify(text('designer.discarded'), () => designer.dispatch({ type: 'text', text: before }));
  };
  return (
    <Tooltip label={text('designer.draft')}>
      <Button {...TOOL} onClick={discard}>
        {text('designer.discard')}
      </Button>
    </Tooltip>
  );
}

const TOOL = { size: 'compact-sm', variant: 'subtle', color: 'gray' } as const;

function EditTools({ designer }: { readonly designer: Designer }) {
  const text = useText();
  const { state, dispatch, edit, isEditable } = designer;
  const position = state.selected === undefined ? undefined : positionOf(state.selected);
  const hasCard = isEditable && position !== undefined;
  const remove = (): void => {
    if (position === undefined) return;
    const action = keyAction(designer.document, pointerOf(position), { key: 'Delete' }, state.open);
    if (action?.type === 'edit') edit(action.edit, action.focus);
  };
  return (
    <Group gap={4}>
      <AddMenu designer={designer} />
      <Button
        {...TOOL}
        leftSection={<Copy size={15} />}
        disabled={!hasCard}
        onClick={() => position && edit({ type: 'duplicateComponent', position })}
      >
        {text('designer.duplicate')}
      </Button>
      <Button {...TOOL} leftSection={<Trash2 size={15} />} disabled={!hasCard} onClick={remove}>
        {text('form.delete')}
      </Button>
      <span className={classes.divider} />
      <Tooltip label={text('designer.undoKeys')}>
        <Button
          {...TOOL}
          leftSection={<Undo2 size={15} />}
          disabled={!designer.canUndo}
          onClick={() => dispatch({ type: 'undo' })}
        >
          {text('designer.undo')}
        </Button>
      </Tooltip>
      <Tooltip label={text('designer.redoKeys')}>
        <Button
          {...TOOL}
          leftSection={<Redo2 size={15} />}
          disabled={!designer.canRedo}
          onClick={() => dispatch({ type: 'redo' })}
        >
          {text('designer.redo')}
        </Button>
      </Tooltip>
    </Group>
  );
}

function AddMenu({ designer }: { readonly designer: Designer }) {
  const text = useText();
  return (
    // The focus goes to the new card, not back to the button.
    <Menu width={280} position="bottom-start" returnFocus={false}>
      <Menu.Target>
        <Button
          {...TOOL}
          color={undefined}
          variant="light"
          leftSection={<Plus size={15} />}
          disabled={!designer.isEditable}
        >
          {text('designer.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Globe size={15} />} onClick={() => designer.add('api')}>
          {text('designer.api')}
        </Menu.Item>
        <Menu.Item leftSection={<Workflow size={15} />} onClick={() => designer.add('rule')}>
          {text('designer.rule')}
        </Menu.Item>
        <Menu.Item leftSection={<FileCode2 size={15} />} onClick={() => designer.add('script')}>
          {text('designer.script')}
        </Menu.Item>
        <Menu.Item leftSection={<Hourglass size={15} />} onClick={() => designer.add('wait')}>
          {text('designer.wait')}
        </Menu.Item>
        <Menu.Item leftSection={<Sigma size={15} />} onClick={() => designer.add('transform')}>
          {text('designer.transform')}
        </Menu.Item>
        <Menu.Item leftSection={<GitFork size={15} />} onClick={() => designer.add('flow')}>
          {text('designer.flow')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
