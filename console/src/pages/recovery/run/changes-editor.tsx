import { InputWrapper, Skeleton } from '@mantine/core';
import { Suspense, lazy } from 'react';
import { useText } from '../../../i18n/use-text.ts';
import editorClasses from '../../../parts/code-editor.module.css';
import type { ChangesMirrorProps } from './changes-mirror.tsx';
import classes from './run.module.css';

const ChangesMirror = lazy(async () => ({ default: (await import('./changes-mirror.tsx')).ChangesMirror }));

/** What is wrong stands where one looks first: the editor may be longer than the window. */
const ORDER = ['label', 'error', 'input'] as const;

type ChangesEditorProps = Omit<ChangesMirrorProps, 'takeBack'> & { readonly error?: string | undefined };

/** An editor that marks the differences to what the gateway has, each to be taken back. */
export function ChangesEditor({ error, ...props }: ChangesEditorProps) {
  const text = useText();
  return (
    <InputWrapper
      label={props.label}
      labelElement="div"
      error={error}
      inputWrapperOrder={[...ORDER]}
      className={editorClasses.wrapper}
    >
      <div
        className={`${editorClasses.box ?? ''} ${classes.changes ?? ''}`}
        style={{ minHeight: props.minHeight, maxHeight: props.maxHeight }}
      >
        <Suspense fallback={<Skeleton height={160} />}>
          <ChangesMirror {...props} takeBack={text('recovery.takeBack')} />
        </Suspense>
      </div>
    </InputWrapper>
  );
}
