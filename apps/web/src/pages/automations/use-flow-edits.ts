import { useMemo, useState } from 'react';

import type { AutomationDocument } from '../../api/automations';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { labelColours } from '../../theme/palette';
import { keepClip, readClip } from './clipboard';
import { canMove, copyBranch, copyStep, insertStep, moveStep, paste, removeBranch, removeStep } from './flow/edit';
import type { Clip } from './flow/edit';
import type { Point } from './flow/layout';
import { addNote, changeNote, notesOf, removeNote } from './flow/notes';
import type { CanvasNote } from './flow/notes';
import { placesOf, placeStep, tidied } from './flow/places';
import { stepAt, waysOf } from './flow/ways';
import type { Spot } from './flow/ways';
import type { Draft } from './use-draft';
import { useStepKinds } from './use-step-kinds';
import { useStepWords } from './use-step-words';

/** All that can be done to the steps of a draft; each is told to those who do not see the canvas. */
export function useFlowEdits({ document, history }: Pick<Draft, 'document' | 'history'>) {
  const kinds = useStepKinds();
  const wordsOf = useStepWords();
  const [said, setSaid] = useState('');
  return useMemo(() => {
    const { edgesOf } = kinds;
    const nameOf = (id: string) => {
      const step = stepAt(document, id);
      return step ? wordsOf(step).title : id;
    };
    const change = (next: AutomationDocument, words: string, group = '') => {
      history.change(next, group);
      setSaid(words);
    };
    const remove = (id: string, next: AutomationDocument) => {
      const count = Object.keys(document.steps).length - Object.keys(next.steps).length;
      const words = t('automations.removed', { step: nameOf(id), count });
      change(next, words);
      toast.done(words);
    };
    const copy = (clip: Clip) => {
      keepClip(clip);
      const words = t('automations.copied', { step: nameOf(clip.root), count: Object.keys(clip.steps).length });
      setSaid(words);
      toast.done(words);
    };
    /** The way by which a step is followed: where a copy of it goes. */
    const spotAfter = (id: string): Spot | undefined => {
      const step = stepAt(document, id);
      const last = step && waysOf(step, edgesOf).at(-1);
      return last && { from: id, path: last.path };
    };
    const pasteAt = (spot: Spot, clip: Clip | undefined): string | undefined => {
      if (!clip) return undefined;
      const edited = paste(document, spot, clip, edgesOf);
      change(edited.document, '');
      return edited.id;
    };
    return {
      said,
      nameOf,
      insert: (spot: Spot, type: string): string => {
        const edited = insertStep(document, spot, kinds.blank(type), edgesOf);
        history.change(edited.document);
        return edited.id;
      },
      remove: (id: string) => remove(id, removeStep(document, id, edgesOf)),
      removeBranch: (id: string) => remove(id, removeBranch(document, id, edgesOf)),
      canMove: (id: string, spot: Spot) => canMove(document, id, spot, edgesOf),
      move: (id: string, spot: Spot) => {
        const next = moveStep(document, id, spot, edgesOf);
        if (next !== document) change(next, t('automations.moved', { step: nameOf(id) }));
      },
      copy: (id: string) => copy(copyStep(document, id, edgesOf)),
      copyBranch: (id: string) => copy(copyBranch(document, id, edgesOf)),
      paste: (spot: Spot) => pasteAt(spot, readClip()),
      pasteAfter: (id: string) => {
        const spot = spotAfter(id);
        return spot && pasteAt(spot, readClip());
      },
      isTidy: placesOf(document).size === 0,
      place: (id: string, to: Point) =>
        change(placeStep(document, id, to), t('automations.placed', { step: nameOf(id) }), `place ${id}`),
      tidy: () => change(tidied(document), t('automations.tidied')),
      addNote: (at: Point): string => {
        const color = notesOf(document).at(-1)?.color ?? labelColours[0];
        const made = addNote(document, at, color);
        change(made.document, t('automations.noteAdded'));
        return made.id;
      },
      changeNote: (id: string, changes: Partial<CanvasNote>) =>
        change(changeNote(document, id, changes), '', `note ${id}`),
      removeNote: (id: string) => change(removeNote(document, id), t('automations.noteRemoved')),
      duplicate: (id: string) => {
        const spot = spotAfter(id);
        return spot && pasteAt(spot, copyStep(document, id, edgesOf));
      },
    };
  }, [document, history, kinds, said, wordsOf]);
}

export type FlowEdits = ReturnType<typeof useFlowEdits>;
