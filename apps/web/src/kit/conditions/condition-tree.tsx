import { ActionIcon, Button, Select, Tooltip } from '@mantine/core';
import { IconCopy, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ReactNode } from 'react';

import { t } from '../../messages';
import { groupOf, nodeOf } from './condition';
import type { Condition, GroupKind, Leaf } from './condition';
import classes from './conditions.module.css';
import type { NodePath } from './move-node';
import { DropPlace, MoveHandle, TreeMoves, useMoves } from './tree-moves';

const KINDS: GroupKind[] = ['all', 'any', 'none'];

export interface TreeView {
  /** Draws the inputs of a leaf. */
  leafView: (leaf: Leaf, onChange: (leaf: Leaf) => void) => ReactNode;
  newLeaf: () => Leaf;
  /** Asks what to add, instead of adding a new leaf at once. */
  picker?: (onPick: (leaf: Leaf) => void, onClose: () => void) => ReactNode;
  /** What is wrong with a leaf, by its path in the tree (`condition.all[0]`). */
  errorAt?: (path: string) => string | undefined;
  /** What a leaf still needs before it counts. */
  hintOf?: (leaf: Leaf) => string | undefined;
  /** A tree inside of a leaf. */
  compact?: boolean;
}

interface NodeProps extends TreeView {
  node: Condition;
  path?: string;
  at?: NodePath;
  onChange: (node: Condition) => void;
  onRemove?: () => void;
  onDuplicate?: () => void;
}

function LeafRow(props: NodeProps) {
  const { node, path = '', at = [], onChange, onRemove, onDuplicate, leafView, errorAt, hintOf } = props;
  const leaf = node as Leaf;
  const error = errorAt?.(path);
  const hint = error === undefined ? hintOf?.(leaf) : undefined;
  return (
    <div className={classes['leaf']} data-invalid={error !== undefined || undefined}>
      <div className={classes['leafRow']}>
        <MoveHandle path={at} />
        <div className={classes['leafParts']}>{leafView(leaf, onChange)}</div>
        <Tooltip label={t('conditions.duplicate')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('conditions.duplicate')} onClick={onDuplicate}>
            <IconCopy size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('conditions.removeLeaf')}>
          <ActionIcon variant="subtle" color="gray" aria-label={t('conditions.removeLeaf')} onClick={onRemove}>
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {error !== undefined && (
        <div className={classes['leafError']} role="alert">
          {error}
        </div>
      )}
      {hint !== undefined && <div className={classes['leafHint']}>{hint}</div>}
    </div>
  );
}

interface FootProps extends TreeView {
  /** Where what is added will stand. */
  end: NodePath;
  onAdd: (node: Condition) => void;
}

/** The buttons below a group. */
function Foot({ end, newLeaf, picker, onAdd }: FootProps) {
  const [picking, setPicking] = useState<'condition' | 'group'>();
  const { focusRow } = useMoves();
  const add = (kind: 'condition' | 'group', leaf: Leaf) => {
    onAdd(kind === 'group' ? { any: [leaf] } : leaf);
    focusRow(kind === 'group' ? [...end, 0] : end);
    setPicking(undefined);
  };
  const start = (kind: 'condition' | 'group') => (picker ? setPicking(kind) : add(kind, newLeaf()));
  if (picking && picker) {
    return (
      <div className={classes['foot']}>
        {picker(
          (leaf) => add(picking, leaf),
          () => setPicking(undefined),
        )}
      </div>
    );
  }
  return (
    <div className={classes['foot']}>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => start('condition')}
      >
        {t('conditions.addCondition')}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => start('group')}
      >
        {t('conditions.addGroup')}
      </Button>
    </div>
  );
}

/** The path of a child, as the API writes it in `errors`. */
function childPath(path: string, kind: GroupKind, node: Condition, index: number): string {
  if (kind !== 'none') return `${path}.${kind}[${index}]`;
  const inner = 'not' in node ? (node.not as Condition) : undefined;
  return inner !== undefined && 'any' in inner ? `${path}.not.any[${index}]` : `${path}.not`;
}

function GroupNode(props: NodeProps) {
  const { node, path = '', at = [], onChange, onRemove, compact = false, ...view } = props;
  const group = groupOf(node) ?? { kind: 'all', children: [] };
  const set = (children: Condition[]) => onChange(nodeOf({ kind: group.kind, children }));
  const replaceAt = (index: number, ...nodes: Condition[]) => set(group.children.toSpliced(index, 1, ...nodes));
  return (
    <div
      className={classes['group']}
      data-kind={group.kind}
      data-compact={compact || undefined}
      role="group"
      aria-label={t('conditions.group')}
    >
      <div className={classes['head']}>
        {at.length > 0 && <MoveHandle path={at} />}
        <Select
          aria-label={t('conditions.groupKind')}
          size="xs"
          w={200}
          data={KINDS.map((kind) => ({ value: kind, label: t(`conditions.kinds.${kind}`) }))}
          value={group.kind}
          onChange={(kind) => onChange(nodeOf({ kind: kind ?? 'all', children: group.children }))}
          allowDeselect={false}
        />
        {onRemove && (
          <Tooltip label={t('conditions.removeGroup')}>
            <ActionIcon variant="subtle" color="gray" aria-label={t('conditions.removeGroup')} onClick={onRemove}>
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {group.children.length === 0 && (
        <div className={classes['empty']}>{t(`conditions.emptyGroup.${group.kind}`)}</div>
      )}
      <ul className={classes['children']}>
        {group.children.map((child, index) => (
          <li key={index}>
            <DropPlace path={[...at, index]}>
              <ConditionNode
                {...view}
                compact={compact}
                node={child}
                path={childPath(path, group.kind, node, index)}
                at={[...at, index]}
                onChange={(next) => replaceAt(index, next)}
                onRemove={() => replaceAt(index)}
                onDuplicate={() => replaceAt(index, child, structuredClone(child))}
              />
            </DropPlace>
          </li>
        ))}
      </ul>
      <DropPlace path={[...at, group.children.length]} isEnd>
        <Foot {...view} end={[...at, group.children.length]} onAdd={(added) => set([...group.children, added])} />
      </DropPlace>
    </div>
  );
}

function ConditionNode(props: NodeProps) {
  return groupOf(props.node) ? <GroupNode {...props} /> : <LeafRow {...props} />;
}

interface ConditionTreeProps extends TreeView {
  /** A group. */
  node: Condition;
  onChange: (node: Condition) => void;
}

/** Groups to any depth; what a leaf looks like is given. */
export function ConditionTree({ node, onChange, ...view }: ConditionTreeProps) {
  return (
    <TreeMoves node={node} onChange={onChange}>
      <GroupNode node={node} path="condition" onChange={onChange} {...view} />
    </TreeMoves>
  );
}
