import { Anchor, Group, Text } from '@mantine/core';

import type { AutomationDocument, AutomationReport } from '../../api/automations';
import { t } from '../../messages';
import classes from './automations.module.css';
import { notesOf } from './flow/notes';
import { treeOf, TRIGGER } from './flow/tree';
import type { FlowTree } from './flow/tree';
import { stepAt, waysOf } from './flow/ways';
import { iconOf } from './step-words';
import { useStepKinds } from './use-step-kinds';
import { useStepWords } from './use-step-words';
import { useWayWords } from './use-way-words';

interface ListProps {
  document: AutomationDocument;
  report: AutomationReport | undefined;
  problems: ReadonlySet<string>;
  onOpen: (id: string) => void;
}

/** Steps in reading order: each before what follows it, branches one after the other. */
function readingOrder(tree: FlowTree): string[] {
  const order: string[] = [];
  const visit = (id: string): void => {
    if (id !== TRIGGER) order.push(id);
    for (const { way, kind } of tree.branches(id)) if (kind === 'own' && way.target !== null) visit(way.target);
    tree.joins(id).forEach(visit);
  };
  tree.roots.forEach(visit);
  return order;
}

function Item({
  id,
  number,
  numberOf,
  ...props
}: ListProps & { id: string; number: number; numberOf: Map<string, number> }) {
  const { document, report, problems, onOpen } = props;
  const { edgesOf } = useStepKinds();
  const wordsOf = useStepWords();
  const wayWords = useWayWords();
  const step = stepAt(document, id);
  if (!step) return null;
  const Picture = iconOf(step.type);
  const numbers = report?.steps[id];
  const nameOf = (target: string | null) => {
    const next = stepAt(document, target);
    if (target === null || !next) return t('automations.end');
    return `${numberOf.get(target) ?? ''}. ${wordsOf(next).title}`;
  };
  return (
    <li value={number}>
      <Group gap="xs" wrap="nowrap">
        <Picture size={16} aria-hidden />
        <Anchor component="button" type="button" ta="start" onClick={() => onOpen(id)}>
          {wordsOf(step).title}
        </Anchor>
        {problems.has(id) && <Text c="var(--td-bad-ink)">{t('automations.problems', { count: 1 })}</Text>}
      </Group>
      {numbers && (
        <Text size="sm" c="dimmed">
          {t('automations.waiting', { count: numbers.waiting })} · {t('automations.passed', { count: numbers.passed })}
        </Text>
      )}
      {typeof step['note'] === 'string' && <Text size="sm">{step['note']}</Text>}
      <ul>
        {waysOf(step, edgesOf).map((way) => (
          <li key={way.path}>
            <Text size="sm">
              {t('automations.listWay', {
                way: wayWords(step, way) || t('automations.ways.next'),
                target: nameOf(way.target),
              })}
            </Text>
          </li>
        ))}
      </ul>
    </li>
  );
}

/** The same flow for those who would rather read, or hear, than look. */
export function StepList(props: ListProps) {
  const { document, onOpen } = props;
  const { edgesOf } = useStepKinds();
  const notes = notesOf(document).filter(({ text }) => text !== '');
  const order = readingOrder(treeOf(document, edgesOf));
  const numberOf = new Map(order.map((id, index) => [id, index + 1]));
  return (
    <>
      <Text c="dimmed" mb="sm">
        {t('automations.listHelp')}
      </Text>
      <Anchor component="button" type="button" onClick={() => onOpen(TRIGGER)}>
        {t('automations.trigger')}
      </Anchor>
      {order.length === 0 && <Text c="dimmed">{t('automations.listEmpty')}</Text>}
      <ol className={classes['stepList']}>
        {order.map((id, index) => (
          <Item key={id} {...props} id={id} number={index + 1} numberOf={numberOf} />
        ))}
      </ol>
      {notes.length > 0 && (
        <>
          <Text fw={600}>{t('automations.canvasNotes')}</Text>
          <ul className={classes['stepList']}>
            {notes.map(({ id, text }) => (
              <li key={id}>
                <Text size="sm">{text}</Text>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
