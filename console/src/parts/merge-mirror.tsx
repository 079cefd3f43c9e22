import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { editorPhrases } from './code-mirror-phrases.ts';
import { editorLook, languageSupports } from './code-mirror-setup.ts';
import type { CodeLanguage } from './code-mirror-setup.ts';
import classes from './diff-view.module.css';

export interface MergeProps {
  readonly before: string;
  readonly after: string;
  readonly language: CodeLanguage;
  /** Names of the two sides; missing: "Before" and "After". */
  readonly beforeLabel?: string;
  readonly afterLabel?: string;
  readonly maxHeight?: string;
  readonly isUnified: boolean;
}

const COLLAPSE = { margin: 3, minSize: 6 };

/** CodeMirror's view of differences; use it through `DiffView`. */
export function MergeMirror({ before, after, language, beforeLabel, afterLabel, maxHeight, isUnified }: MergeProps) {
  const parent = useRef<HTMLDivElement>(null);
  const text = useText();
  const lang = useLanguage();
  const beforeName = beforeLabel ?? text('editor.before');
  const afterName = afterLabel ?? text('editor.after');
  useEffect(() => {
    const { current } = parent;
    if (current === null) return undefined;
    const side = (label: string): Extension[] => [
      editorLook,
      language === 'text' ? [] : languageSupports[language],
      EditorState.readOnly.of(true),
      EditorState.phrases.of(editorPhrases[lang]),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      EditorView.editable.of(false),
    ];
    if (isUnified) {
      const differences = unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: COLLAPSE });
      const extensions = [side(`${beforeName}, ${afterName}`), differences];
      const view = new EditorView({ doc: after, extensions, parent: current });
      return () => view.destroy();
    }
    const a = { doc: before, extensions: side(beforeName) };
    const b = { doc: after, extensions: side(afterName) };
    const view = new MergeView({ a, b, parent: current, collapseUnchanged: COLLAPSE, gutter: true });
    return () => view.destroy();
  }, [before, after, language, beforeName, afterName, isUnified, lang]);
  return (
    <div className={classes.box} style={{ maxHeight }}>
      {!isUnified && (
        <div className={classes.heads} aria-hidden>
          <span>{beforeName}</span>
          <span>{afterName}</span>
        </div>
      )}
      <div ref={parent} />
    </div>
  );
}
