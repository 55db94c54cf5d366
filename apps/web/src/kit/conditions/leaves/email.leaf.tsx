import { Select, Switch } from '@mantine/core';

import { useAutomationNames, useCampaignNames } from '../../../api/documents';
import { t } from '../../../messages';
import { withComparison } from '../condition';
import type { Leaf } from '../condition';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';
import { firstValue, isComplete, momentOperators, operandOf, operatorsOf } from '../operators';
import type { Operator } from '../operators';
import { ValueInput } from '../value-input';
import { MeasureSelect } from './measure-select';
import { OperatorSelect } from './operator-select';
import { hasCompleteWindow, WindowInput } from './window-input';

const ACTIONS = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced', 'complained'] as const;
/** What scanners and bots do, too. */
const MADE_BY_PROGRAMS = new Set(['opened', 'clicked']);

const MEASURES = ['count', 'first', 'last'] as const;

/** A count is never empty; first and last are times. */
function operatorsFor(measure: unknown): Operator[] {
  if (measure === 'first' || measure === 'last') return momentOperators();
  return operatorsOf('number').filter(({ operand }) => operand !== 'none');
}

function withMeasure(leaf: Leaf, measure: (typeof MEASURES)[number]): Leaf {
  const operators = operatorsFor(measure);
  const [first] = operators;
  const keeps = !first || operators.some(({ op }) => op === leaf['op']);
  return keeps ? { ...leaf, measure } : { ...leaf, measure, op: first.op, value: firstValue(first.operand) };
}

function without(leaf: Leaf, key: string): Leaf {
  return Object.fromEntries(Object.entries(leaf).filter(([name]) => name !== key)) as Leaf;
}

function DocumentSelect(props: { leaf: Leaf; onChange: (leaf: Leaf) => void; part: 'campaign' | 'automation' }) {
  const { leaf, onChange, part } = props;
  const campaigns = useCampaignNames();
  const automations = useAutomationNames();
  const documents = part === 'campaign' ? campaigns : automations;
  const chosen = leaf[part];
  // A mail comes from one of them.
  const other = part === 'campaign' ? 'automation' : 'campaign';
  return (
    <Select
      aria-label={t(`conditions.${part}`)}
      placeholder={t(part === 'campaign' ? 'conditions.anyCampaign' : 'conditions.anyAutomation')}
      size="xs"
      w={170}
      data={documents.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={typeof chosen === 'number' ? String(chosen) : null}
      onChange={(id) => onChange(id === null ? without(leaf, part) : { ...without(leaf, other), [part]: Number(id) })}
      clearable
      searchable
    />
  );
}

function EmailEditor({ leaf: given, onChange, scope }: LeafEditorProps) {
  const leaf = withComparison(given);
  const measure = MEASURES.find((name) => name === leaf['measure']) ?? 'count';
  const operators = operatorsFor(measure);
  const canBeMachine = MADE_BY_PROGRAMS.has(String(leaf['action']));
  return (
    <>
      <Select
        aria-label={t('conditions.action')}
        size="xs"
        w={190}
        data={ACTIONS.map((value) => ({ value, label: t(`conditions.actions.${value}`) }))}
        value={String(leaf['action']) as (typeof ACTIONS)[number]}
        onChange={(action) =>
          onChange(
            action !== null && MADE_BY_PROGRAMS.has(action)
              ? { ...leaf, action }
              : { ...without(leaf, 'machine'), action },
          )
        }
        allowDeselect={false}
      />
      <MeasureSelect measures={MEASURES} value={measure} onChange={(next) => onChange(withMeasure(leaf, next))} />
      <OperatorSelect
        operators={operators}
        op={String(leaf['op'])}
        value={leaf['value']}
        onChange={(op, value) => onChange({ ...leaf, op, value })}
      />
      <ValueInput
        operand={operandOf(operators, String(leaf['op']))}
        value={leaf['value']}
        onChange={(value) => onChange({ ...leaf, value })}
      />
      <WindowInput leaf={leaf} onChange={onChange} scope={scope} />
      <DocumentSelect leaf={leaf} onChange={onChange} part="campaign" />
      <DocumentSelect leaf={leaf} onChange={onChange} part="automation" />
      {canBeMachine && (
        <Switch
          size="xs"
          label={t('conditions.machine')}
          checked={leaf['machine'] === true}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? { ...leaf, machine: true } : without(leaf, 'machine'))
          }
        />
      )}
    </>
  );
}

export const emailLeaf: LeafKind = {
  Editor: EmailEditor,
  blank: { action: 'clicked', measure: 'count', op: 'gte', value: 1, within: '30d' },
  isComplete: (leaf) =>
    isComplete(operandOf(operatorsFor(leaf['measure']), String(leaf['op'])), leaf['value']) && hasCompleteWindow(leaf),
};
