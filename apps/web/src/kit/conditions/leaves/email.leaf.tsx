import { Select, Switch } from '@mantine/core';

import { useAutomationNames, useCampaignNames } from '../../../api/documents';
import { t } from '../../../messages';
import type { Leaf } from '../condition';
import type { LeafEditorProps, LeafKind } from '../leaf-kind';
import { isComplete, operandOf, operatorsOf } from '../operators';
import { ValueInput } from '../value-input';
import { OperatorSelect } from './operator-select';
import { hasCompleteWindow, WindowInput } from './window-input';

const ACTIONS = ['sent', 'delivered', 'opened', 'clicked', 'replied', 'bounced', 'complained'] as const;
const NUMBERS = operatorsOf('number').filter(({ operand }) => operand !== 'none');

function without(leaf: Leaf, key: string): Leaf {
  return Object.fromEntries(Object.entries(leaf).filter(([name]) => name !== key)) as Leaf;
}

function DocumentSelect(props: { leaf: Leaf; onChange: (leaf: Leaf) => void; part: 'campaign' | 'automation' }) {
  const { leaf, onChange, part } = props;
  const campaigns = useCampaignNames();
  const automations = useAutomationNames();
  const documents = part === 'campaign' ? campaigns : automations;
  const chosen = leaf[part];
  return (
    <Select
      aria-label={t(`conditions.${part}`)}
      placeholder={t(part === 'campaign' ? 'conditions.anyCampaign' : 'conditions.anyAutomation')}
      size="xs"
      w={170}
      data={documents.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={typeof chosen === 'number' ? String(chosen) : null}
      onChange={(id) => onChange(id === null ? without(leaf, part) : { ...leaf, [part]: Number(id) })}
      clearable
      searchable
    />
  );
}

function EmailEditor({ leaf, onChange, scope }: LeafEditorProps) {
  const canBeMachine = leaf['action'] === 'opened' || leaf['action'] === 'clicked';
  return (
    <>
      <Select
        aria-label={t('conditions.action')}
        size="xs"
        w={190}
        data={ACTIONS.map((value) => ({ value, label: t(`conditions.actions.${value}`) }))}
        value={String(leaf['action']) as (typeof ACTIONS)[number]}
        onChange={(action) => onChange({ ...leaf, action })}
        allowDeselect={false}
      />
      <OperatorSelect
        operators={NUMBERS}
        op={String(leaf['op'])}
        value={leaf['value']}
        onChange={(op, value) => onChange({ ...leaf, op, value })}
      />
      <ValueInput
        operand={operandOf(NUMBERS, String(leaf['op']))}
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
  isComplete: (leaf) => isComplete(operandOf(NUMBERS, String(leaf['op'])), leaf['value']) && hasCompleteWindow(leaf),
};
