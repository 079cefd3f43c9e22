import { InputWrapper, Skeleton, VisuallyHidden } from '@mantine/core';
import { Suspense, lazy } from 'react';
import { useText } from '../i18n/use-text.ts';
import type { CodeMirrorProps } from './code-mirror.tsx';
import classes from './code-editor.module.css';

const CodeMirror = lazy(async () => ({ default: (await import('./code-mirror.tsx')).CodeMirror }));

interface CodeEditorProps extends CodeMirrorProps {
  /** Shown above the editor, and its accessible name. */
  readonly label: string;
  /** The label is the accessible name only. */
  readonly isLabelHidden?: boolean;
  readonly error?: string | undefined;
}

/** An editor of JSON or JavaScript; it is loaded when the first one is shown. */
export function CodeEditor({ isLabelHidden = false, error, ...props }: CodeEditorProps) {
  const text = useText();
  return (
    <InputWrapper
      label={isLabelHidden ? undefined : props.label}
      labelElement="div"
      error={error}
      className={classes.wrapper}
    >
      <div className={classes.box} style={{ minHeight: props.minHeight, maxHeight: props.maxHeight }}>
        <Suspense fallback={<Loading label={text('editor.loading')} />}>
          <CodeMirror {...props} />
        </Suspense>
      </div>
    </InputWrapper>
  );
}

function Loading({ label }: { readonly label: string }) {
  return (
    <>
      <VisuallyHidden>{label}</VisuallyHidden>
      <Skeleton height={120} />
    </>
  );
}
