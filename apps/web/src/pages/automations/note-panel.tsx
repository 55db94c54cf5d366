import { Button, Drawer, Stack, Text, Textarea } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';

import type { AutomationDocument } from '../../api/automations';
import { ColorChoice } from '../../kit/color-choice';
import { t } from '../../messages';
import { notesOf } from './flow/notes';
import type { FlowEdits } from './use-flow-edits';

interface NotePanelProps {
  document: AutomationDocument;
  /** The note that was opened. */
  id: string | undefined;
  edits: FlowEdits;
  readOnly: boolean;
  onClose: () => void;
}

/** Text and colour of a note on the canvas. */
export function NotePanel({ document, id, edits, readOnly, onClose }: NotePanelProps) {
  const note = notesOf(document).find((each) => each.id === id);
  return (
    <Drawer
      opened={note !== undefined}
      onClose={onClose}
      position="right"
      title={<Text fw={600}>{t('automations.canvasNote')}</Text>}
      closeButtonProps={{ 'aria-label': t('automations.close') }}
    >
      {note && (
        <fieldset disabled={readOnly} style={{ border: 0, margin: 0, padding: 0 }}>
          <Stack gap="md">
            <Textarea
              label={t('automations.noteText')}
              description={t('automations.stepNoteHelp')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={note.text}
              maxLength={2_000}
              autosize
              minRows={4}
              maxRows={16}
              data-autofocus
              onChange={(event) => edits.changeNote(note.id, { text: event.currentTarget.value })}
            />
            <ColorChoice
              label={t('automations.noteColor')}
              value={note.color}
              onChange={(color) => edits.changeNote(note.id, { color })}
            />
            {!readOnly && (
              <Button
                variant="light"
                color="red"
                w="fit-content"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => {
                  edits.removeNote(note.id);
                  onClose();
                }}
              >
                {t('automations.noteRemove')}
              </Button>
            )}
          </Stack>
        </fieldset>
      )}
    </Drawer>
  );
}
