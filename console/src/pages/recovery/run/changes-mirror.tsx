import { unifiedMergeView } from '@codemirror/merge';
import { useMemo } from 'react';
import { CodeMirror } from '../../../parts/code-mirror.tsx';
import type { CodeMirrorProps } from '../../../parts/code-mirror.tsx';

export interface ChangesMirrorProps extends CodeMirrorProps {
  /** What the text is compared with. */
  readonly original: string;
  /** On the button that takes one change back. */
  readonly takeBack: string;
}

/** CodeMirror with the differences to another text marked; use it through `ChangesEditor`. */
export function ChangesMirror({ original, takeBack, ...props }: ChangesMirrorProps) {
  const extensions = useMemo(
    () => [unifiedMergeView({ original, mergeControls: controls(takeBack) })],
    [original, takeBack],
  );
  // Another original is another comparison.
  return <CodeMirror key={original} {...props} extensions={extensions} />;
}

function controls(takeBack: string) {
  return (type: 'reject' | 'accept', action: (event: MouseEvent) => void): HTMLElement => {
    // What is changed is accepted by being saved.
    if (type === 'accept') return document.createElement('span');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = takeBack;
    button.addEventListener('mousedown', action);
    return button;
  };
}
