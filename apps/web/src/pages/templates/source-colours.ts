import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { EditorView } from '@uiw/react-codemirror';

/** Inks of the theme's tones: each has enough contrast on the surface, in light and dark. */
const inks = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'var(--td-info-ink)' },
  { tag: [tags.attributeName, tags.propertyName], color: 'var(--td-warn-ink)' },
  { tag: [tags.string, tags.attributeValue, tags.number], color: 'var(--td-good-ink)' },
  { tag: [tags.comment, tags.documentMeta, tags.processingInstruction], color: 'var(--td-muted)' },
  { tag: [tags.keyword, tags.character], color: 'var(--td-bad-ink)' },
]);

const surface = EditorView.theme({
  '&': { backgroundColor: 'var(--td-surface)', color: 'var(--td-ink)', fontSize: 'var(--mantine-font-size-sm)' },
  '&.cm-focused': { outline: '2px solid var(--td-accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.6' },
  '.cm-gutters': {
    backgroundColor: 'var(--td-sunken)',
    color: 'var(--td-muted)',
    borderInlineEnd: '1px solid var(--td-line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--td-hover)' },
  '.cm-cursor': { borderLeftColor: 'var(--td-ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--td-selected)',
  },
});

/** How the source of a template looks: as the rest of the web app does. */
export const sourceColours = [surface, syntaxHighlighting(inks)];
