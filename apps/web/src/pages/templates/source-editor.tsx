import './template-words';

import { useComputedColorScheme } from '@mantine/core';
import { html } from '@codemirror/lang-html';
import CodeMirror, { EditorView } from '@uiw/react-codemirror';
import type { ReactCodeMirrorRef } from '@uiw/react-codemirror';
import { useMemo } from 'react';
import type { RefObject } from 'react';

import { sourceColours } from './source-colours';
import classes from './templates.module.css';

interface SourceEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  readOnly: boolean;
  editor: RefObject<ReactCodeMirrorRef | null>;
}

/** The source of a template, with line numbers and colours. */
export function SourceEditor({ label, value, onChange, readOnly, editor }: SourceEditorProps) {
  const theme = useComputedColorScheme('light');
  const extensions = useMemo(
    () => [
      html(),
      EditorView.lineWrapping,
      // What is read only is still read with the keyboard, and the scroller needs the same stop.
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      sourceColours,
      EditorView.darkTheme.of(theme === 'dark'),
    ],
    [label, theme],
  );
  return (
    <CodeMirror
      ref={editor}
      className={classes['source'] ?? ''}
      height="58vh"
      theme="none"
      value={value}
      onChange={onChange}
      readOnly={readOnly}
      extensions={extensions}
    />
  );
}

/** Puts the cursor at a place, counted from 1, and brings it into view. */
export function jumpTo(editor: ReactCodeMirrorRef | null, line: number, column: number): void {
  const view = editor?.view;
  if (!view) return;
  const target = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
  const anchor = Math.min(target.from + Math.max(column - 1, 0), target.to);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
  view.focus();
}

/** Puts text where the cursor is. */
export function insertText(editor: ReactCodeMirrorRef | null, text: string): void {
  const view = editor?.view;
  if (!view) return;
  view.dispatch(view.state.replaceSelection(text));
  view.focus();
}
