import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import {
  HighlightStyle,
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import type { Extension } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

export type CodeLanguage = 'json' | 'javascript' | 'typescript' | 'text';

export const languageSupports: Readonly<Record<Exclude<CodeLanguage, 'text'>, Extension>> = {
  json: json(),
  javascript: javascript(),
  typescript: javascript({ typescript: true }),
};

/** All colours are variables of the page's theme, so that light and dark are one. */
const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--stepgate-json-key)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--stepgate-json-string)' },
  { tag: tags.number, color: 'var(--stepgate-json-number)' },
  { tag: [tags.bool, tags.null, tags.keyword, tags.operatorKeyword], color: 'var(--stepgate-json-other)' },
  { tag: [tags.comment, tags.meta], color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: [tags.function(tags.variableName), tags.typeName, tags.className], color: 'var(--stepgate-json-key)' },
]);

const look = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--mantine-font-size-xs)', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.6' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { background: 'var(--stepgate-raised)', color: 'var(--mantine-color-dimmed)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--stepgate-hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--stepgate-selection)',
  },
  '.cm-tooltip, .cm-panels': {
    background: 'var(--stepgate-raised)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--mantine-color-default-border)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--mantine-primary-color-filled)', color: '#fff' },
  '.cm-foldPlaceholder': { background: 'var(--stepgate-hover)', border: 'none', color: 'inherit' },
});

/** What editors and the view of differences look like. */
export const editorLook: readonly Extension[] = [look, syntaxHighlighting(colours), lineNumbers(), foldGutter()];

/** What every editor can do. */
export const editorSetup: Extension = [
  editorLook,
  highlightSpecialChars(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  lintGutter(),
  // Tab leaves the editor after Escape, as CodeMirror has it.
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...foldKeymap,
    ...completionKeymap,
    ...lintKeymap,
    indentWithTab,
  ]),
];
