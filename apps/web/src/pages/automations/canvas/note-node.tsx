import { VisuallyHidden } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import type { Node, NodeProps } from '@xyflow/react';
import type { KeyboardEvent } from 'react';

import { t } from '../../../messages';
import classes from '../automations.module.css';
import type { CanvasNote } from '../flow/notes';
import { useCanvas } from './canvas-context';
import { DIRECTIONS, NUDGE } from './use-canvas-keys';

export type NoteNodeKind = Node<{ note: CanvasNote }>;

/** A note on the canvas: Enter opens it, Alt and arrows move it, Delete takes it off. */
export function NoteNode({ data: { note } }: NodeProps<NoteNodeKind>) {
  const { edits, readOnly, onOpenNote } = useCanvas();
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = event.altKey ? DIRECTIONS[event.key] : undefined;
    if (readOnly || (!direction && event.key !== 'Delete')) return;
    event.preventDefault();
    if (!direction) edits.removeNote(note.id);
    else edits.changeNote(note.id, { x: note.x + direction[0] * NUDGE, y: note.y + direction[1] * NUDGE });
  };
  return (
    <button
      type="button"
      className={classes['note']}
      data-note={note.id}
      style={{ borderInlineStartColor: note.color }}
      onClick={() => onOpenNote(note.id)}
      onKeyDown={onKeyDown}
    >
      <IconNote size={16} aria-hidden />
      <VisuallyHidden>{t('automations.canvasNote')}</VisuallyHidden>
      <span className={classes['noteText']}>{note.text === '' ? t('automations.noteEmpty') : note.text}</span>
    </button>
  );
}
