import { Tooltip, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconBolt, IconNote } from '@tabler/icons-react';
import { Handle, Position } from '@xyflow/react';
import type { NodeProps } from '@xyflow/react';
import type { ReactNode } from 'react';

import { useRegistry } from '../../../api/registry';
import { leavesOf } from '../../../kit/conditions/condition';
import { tellable } from '../../../kit/conditions/describe';
import { useNames } from '../../../kit/conditions/use-names';
import { t } from '../../../messages';
import classes from '../automations.module.css';
import { TRIGGER } from '../flow/tree';
import { stepAt } from '../flow/ways';
import { formatValue } from '../goal-value';
import { narrowed } from '../narrowed';
import { detailOf, iconOf } from '../step-words';
import { useStepWords } from '../use-step-words';
import { useCanvas } from './canvas-context';
import { NoteNode } from './note-node';

function Counts({ id }: { id: string }) {
  const { report } = useCanvas();
  const numbers = report?.steps[id];
  if (!numbers) return null;
  return (
    <>
      <span className={classes['counts']}>
        <span data-weight={numbers.waiting > 0}>{t('automations.waiting', { count: numbers.waiting })}</span>
        <span>{t('automations.passed', { count: numbers.passed })}</span>
        {numbers.left > 0 && <span>{t('automations.left', { count: numbers.left })}</span>}
        {numbers.stuck > 0 && <span data-tone="bad">{t('automations.stuck', { count: numbers.stuck })}</span>}
      </span>
      {numbers.mails && numbers.mails.go + numbers.mails.withheld > 0 && (
        <span className={classes['counts']}>
          <span>{t('dryRun.mailsHere', { go: numbers.mails.go, withheld: numbers.mails.withheld })}</span>
        </span>
      )}
      {numbers.conversions > 0 && (
        <span className={classes['counts']}>
          <span>{t('automations.conversions', { count: numbers.conversions })}</span>
          {report.value && <span>{formatValue(numbers.value, report.value)}</span>}
        </span>
      )}
    </>
  );
}

/** A box on the canvas: one stop of the Tab key for all of them, the arrow keys go between. */
function Box({ id, kind, children }: { id: string; kind: 'trigger' | 'step'; children: ReactNode }) {
  const { selected, focused, problems, warnings, walk, onOpen, onFocus } = useCanvas();
  return (
    <button
      type="button"
      className={classes['node']}
      data-node={id}
      data-kind={kind}
      data-selected={selected === id}
      data-problem={problems.has(id)}
      data-warning={warnings.has(id)}
      {...(walk
        ? { 'data-walk': walk.at === id ? 'here' : walk.steps.has(id) || id === TRIGGER ? 'passed' : 'aside' }
        : {})}
      tabIndex={focused === id ? 0 : -1}
      onFocus={() => onFocus(id)}
      onClick={() => onOpen(id)}
    >
      {children}
    </button>
  );
}

function Problem({ id }: { id: string }) {
  const { problems, warnings } = useCanvas();
  if (!problems.has(id) && !warnings.has(id)) return null;
  const label = problems.has(id) ? t('automations.problems', { count: 1 }) : t('automations.warnings', { count: 1 });
  return (
    <span className={classes['mark']} data-tone={problems.has(id) ? 'bad' : 'warn'}>
      <IconAlertTriangle size={16} aria-hidden />
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  );
}

function StepNode({ id }: NodeProps) {
  const { document } = useCanvas();
  const wordsOf = useStepWords();
  const step = stepAt(document, id);
  const condition = step?.['condition'];
  const names = useNames(tellable(condition) ? leavesOf(condition) : []);
  if (!step) return null;
  const Picture = iconOf(step.type);
  const { label, detail } = wordsOf(step);
  const note = typeof step['note'] === 'string' ? step['note'] : '';
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <Box id={id} kind="step">
        <span className={classes['head']}>
          <Picture size={16} aria-hidden />
          <VisuallyHidden>{t('automations.edit')}</VisuallyHidden> <span className={classes['label']}>{label}</span>
          {note !== '' && (
            <Tooltip label={note} multiline maw={280}>
              <span className={classes['mark']}>
                <IconNote size={16} aria-hidden />
                <VisuallyHidden>{`${t('automations.stepNote')}: ${note}`}</VisuallyHidden>
              </span>
            </Tooltip>
          )}
          <Problem id={id} />
        </span>
        <span className={classes['detail']}>{narrowed(detail, step, names)}</span>
        <Counts id={id} />
      </Box>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
}

function TriggerNode() {
  const { document } = useCanvas();
  const triggers = useRegistry('triggers').data ?? [];
  const names = useNames([]);
  const words = document.triggers.map((trigger) => {
    const label = triggers.find(({ type }) => type === trigger.type)?.label ?? trigger.type;
    return [label, narrowed(detailOf(trigger), trigger, names)].filter(Boolean).join(' ');
  });
  return (
    <>
      <Box id={TRIGGER} kind="trigger">
        <span className={classes['head']}>
          <IconBolt size={16} aria-hidden />
          <span className={classes['label']}>{t('automations.trigger')}</span>
          <Problem id={TRIGGER} />
        </span>
        <span className={classes['detail']}>{words.length > 0 ? words.join(', ') : t('automations.noTrigger')}</span>
      </Box>
      <Handle type="source" position={Position.Bottom} isConnectable={false} />
    </>
  );
}

function EndNode() {
  return (
    <>
      <Handle type="target" position={Position.Top} isConnectable={false} />
      <span className={classes['endMark']}>{t('automations.end')}</span>
    </>
  );
}

export const nodeTypes = { step: StepNode, trigger: TriggerNode, end: EndNode, note: NoteNode };
