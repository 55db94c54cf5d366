import { Anchor } from '@mantine/core';

import type { AutomationDocument, Finding } from '../../api/automations';
import { sentenceOf } from '../../kit/problem';
import { labelOf } from '../../kit/schema-form/control';
import { t } from '../../messages';
import classes from './automations.module.css';
import { TRIGGER } from './flow/tree';
import { stepAt } from './flow/ways';
import { useStepWords } from './use-step-words';

/** The step that a path of the document belongs to; the trigger's node for all else. */
export function ownerOf(path: string): string {
  return /^steps\.([A-Za-z0-9_-]+)/.exec(path)?.[1] ?? TRIGGER;
}

/** What a path names, in words: the step, or the automation itself. */
function usePlaces(document: AutomationDocument): (path: string) => string {
  const wordsOf = useStepWords();
  return (path) => {
    const step = stepAt(document, ownerOf(path));
    const isTrigger = path.startsWith('triggers') || path === 'start';
    const owner = isTrigger ? t('automations.trigger') : t('automations.place.document');
    const [place, field] = [step ? wordsOf(step).title : owner, fieldOf(path)];
    return field === '' ? place : t('automations.problemAt', { place, message: field });
  };
}

/** `steps.s2.branches[0].next` → "Next" of what the step asks for; nothing for a step as a whole. */
function fieldOf(path: string): string {
  const own = path.replace(/^steps\.[A-Za-z0-9_-]+\.?|^triggers\[\d+\]\.?/, '');
  const [name = ''] = own.split(/[.[]/);
  return name === '' || own === 'start' || own === 'triggers' ? '' : labelOf(name, {});
}

/** What the checker of shapes says, in the words of the forms. */
function findingWords(message: string): string {
  if (message === 'is missing') return t('checks.required');
  if (message === 'must have at least 1 entry') return t('automations.addOne');
  return sentenceOf(message);
}

interface FindingsProps {
  document: AutomationDocument;
  findings: readonly Finding[];
  tone: 'bad' | 'warn';
  /** Whether they are shown unasked; what is wrong is. */
  open?: boolean;
  onJump: (id: string) => void;
}

/** What is wrong or hardly meant; each leads to its step. */
export function Findings({ document, findings, tone, open = tone === 'bad', onJump }: FindingsProps) {
  const placeOf = usePlaces(document);
  if (findings.length === 0) return null;
  const count = findings.length;
  const title = tone === 'bad' ? t('automations.problems', { count }) : t('automations.warnings', { count });
  return (
    <details className={classes['findings']} data-tone={tone} open={open}>
      <summary>
        <span role="status">{title}</span>
      </summary>
      <ul className={classes['problems']}>
        {findings.map(({ path, message }, index) => (
          <li key={index}>
            <Anchor
              component="button"
              type="button"
              ta="start"
              c={tone === 'bad' ? 'var(--td-bad-ink)' : 'var(--td-warn-ink)'}
              onClick={() => onJump(ownerOf(path))}
            >
              {t('automations.problemAt', { place: placeOf(path), message: findingWords(message) })}
            </Anchor>
          </li>
        ))}
      </ul>
    </details>
  );
}
