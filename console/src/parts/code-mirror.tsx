import { autocompletion } from '@codemirror/autocomplete';
import type { CompletionSource } from '@codemirror/autocomplete';
import { setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useLanguage } from '../i18n/use-text.ts';
import { editorSetup, languageSupports } from './code-mirror-setup.ts';
import type { CodeLanguage } from './code-mirror-setup.ts';
import { editorPhrases } from './code-mirror-phrases.ts';
import classes from './code-editor.module.css';

/** Something to be said of a place in the text. */
export interface CodeDiagnostic {
  /** Offsets into the text. */
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

export interface CodeMirrorProps {
  readonly value: string;
  readonly onChange?: (value: string) => void;
  readonly language: CodeLanguage;
  /** The editor's accessible name. */
  readonly label: string;
  readonly diagnostics?: readonly CodeDiagnostic[];
  /** Offered beside what the language itself completes. */
  readonly completions?: CompletionSource;
  readonly isReadOnly?: boolean;
  /** In CSS. */
  readonly minHeight?: string;
  readonly maxHeight?: string;
  /** Further extensions; the same array each time. */
  readonly extensions?: readonly Extension[];
}

const NONE: readonly never[] = [];

/** CodeMirror as a controlled React component; use it through `CodeEditor`, which loads it when it is needed. */
export function CodeMirror(props: CodeMirrorProps) {
  const { value, language, label, diagnostics = NONE, completions, isReadOnly = false, extensions = NONE } = props;
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const options = useRef(new Compartment());
  const onChange = useRef(props.onChange);
  const lang = useLanguage();
  useEffect(() => {
    onChange.current = props.onChange;
  });
  useEffect(() => {
    const listen = EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange.current?.(update.state.doc.toString());
    });
    const doc = value;
    const state = EditorState.create({ doc, extensions: [editorSetup, listen, options.current.of([])] });
    const created = new EditorView({ state, parent: parent.current ?? document.body });
    view.current = created;
    return () => created.destroy();
    // Later values are dispatched below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    const content = [
      language === 'text' ? [] : languageSupports[language],
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      EditorState.phrases.of(editorPhrases[lang]),
      isReadOnly ? [EditorState.readOnly.of(true)] : [],
      autocompletion(completions && { override: [completions] }),
      [...extensions],
    ];
    view.current?.dispatch({ effects: options.current.reconfigure(content) });
  }, [language, label, isReadOnly, completions, extensions, lang]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined) return;
    const end = current.state.doc.length;
    const inside = diagnostics.map((one) => ({ ...one, from: Math.min(one.from, end), to: Math.min(one.to, end) }));
    current.dispatch(setDiagnostics(current.state, inside));
  }, [diagnostics, value]);
  return <div ref={parent} className={classes.editor} />;
}
