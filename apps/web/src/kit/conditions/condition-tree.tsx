import { ActionIcon, Button, Select, Tooltip } from '@mantine/core';
import { IconCopy, IconPlus, IconTrash } from '@tabler/icons-react';
import { createContext, memo, use, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';

import { t } from '../../messages';
import { groupOf, leavesOf, nodeOf } from './condition';
import type { Condition, Group, GroupKind, Leaf } from './condition';
import classes from './conditions.module.css';
import { appendNode, pathOf, placeAt, replaceNode } from './move-node';
import type { Place } from './move-node';
import { useNearView } from './near-view';
import { DropPlace, MoveHandle, TreeMoves, useIsAwaited, useMoves } from './tree-moves';

const KINDS: GroupKind[] = ['all', 'any', 'none'];

/** More rows than these are more than a screen or two, and take long to draw. */
const ROWS_DRAWN_AT_ONCE = 40;

export interface TreeView {
  /** Draws the inputs of a leaf. */
  leafView: (leaf: Leaf, onChange: (leaf: Leaf) => void) => ReactNode;
  newLeaf: () => Leaf;
  /** A leaf in words: stands in a long tree for inputs that are out of sight. */
  wordsOf?: (leaf: Leaf) => ReactNode;
  /** Asks what to add, instead of adding a new leaf at once. */
  picker?: (onPick: (leaf: Leaf) => void, onClose: () => void) => ReactNode;
  /** What is wrong with a leaf, by its path in the tree (`condition.all[0]`). */
  errorAt?: (path: string) => string | undefined;
  /** What a leaf still needs before it counts. */
  hintOf?: (leaf: Leaf) => string | undefined;
  /** A tree inside of a leaf. */
  compact?: boolean;
}

interface NodeProps {
  node: Condition;
  /** As the API writes it in `errors`. */
  path: string;
  place: Place;
}

interface TreeEdits {
  replace: (place: Place, nodes: Condition[]) => void;
  append: (place: Place, node: Condition) => void;
}

interface Tree extends TreeView {
  edits: TreeEdits;
  /** So many rows that those out of sight are words. */
  isLong: boolean;
}

const TreeContext = createContext<Tree | undefined>(undefined);

function useTree(): Tree {
  const tree = use(TreeContext);
  if (!tree) throw new Error('A condition needs a ConditionTree above it');
  return tree;
}

interface RowProps {
  leaf: Leaf;
  place: Place;
  leafView: TreeView['leafView'];
  edits: TreeEdits;
}

/** Inputs and buttons are the costly part of a long tree: they are drawn anew for a row that changes, for no other. */
const RowInputs = memo(function RowInputs({ leaf, place, leafView, edits }: RowProps) {
  const put = (...nodes: Condition[]) => edits.replace(place, nodes);
  return (
    <>
      <MoveHandle place={place} />
      <div className={classes['leafParts']}>{leafView(leaf, put)}</div>
      <Tooltip label={t('conditions.duplicate')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('conditions.duplicate')}
          onClick={() => put(leaf, structuredClone(leaf))}
        >
          <IconCopy size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('conditions.removeLeaf')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('conditions.removeLeaf')} onClick={() => put()}>
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  );
});

function LeafRow({ node, path, place }: NodeProps) {
  const { leafView, wordsOf, errorAt, hintOf, edits, isLong } = useTree();
  const leaf = node as Leaf;
  const error = errorAt?.(path);
  const hint = error === undefined ? hintOf?.(leaf) : undefined;
  const row = useRef<HTMLDivElement>(null);
  const isNear = useNearView(row, isLong);
  const isAwaited = useIsAwaited(place);
  return (
    <div ref={row} className={classes['leaf']} data-invalid={error !== undefined || undefined}>
      <div className={classes['leafRow']}>
        {isNear || isAwaited ? (
          <RowInputs leaf={leaf} place={place} leafView={leafView} edits={edits} />
        ) : (
          <div className={classes['leafWords']}>{wordsOf?.(leaf)}</div>
        )}
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

interface FootProps {
  group: Place;
  /** Where what is added will stand. */
  end: Place;
}

/** The buttons below a group. */
const Foot = memo(function Foot({ group, end }: FootProps) {
  const [picking, setPicking] = useState<'condition' | 'group'>();
  const { newLeaf, picker, edits } = useTree();
  const { focusRow } = useMoves();
  const add = (kind: 'condition' | 'group', leaf: Leaf) => {
    edits.append(group, kind === 'group' ? { any: [leaf] } : leaf);
    focusRow(kind === 'group' ? [...pathOf(end), 0] : pathOf(end));
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
});

/** The path of a child. */
function childPath(path: string, kind: GroupKind, node: Condition, index: number): string {
  if (kind !== 'none') return `${path}.${kind}[${index}]`;
  const inner = 'not' in node ? (node.not as Condition) : undefined;
  return inner !== undefined && 'any' in inner ? `${path}.not.any[${index}]` : `${path}.not`;
}

function GroupHead({ place, group }: { place: Place; group: Group }) {
  const { edits } = useTree();
  return (
    <div className={classes['head']}>
      {place !== '' && <MoveHandle place={place} />}
      <Select
        aria-label={t('conditions.groupKind')}
        size="xs"
        w={200}
        data={KINDS.map((kind) => ({ value: kind, label: t(`conditions.kinds.${kind}`) }))}
        value={group.kind}
        onChange={(kind) => edits.replace(place, [nodeOf({ kind: kind ?? 'all', children: group.children })])}
        allowDeselect={false}
      />
      {place !== '' && (
        <Tooltip label={t('conditions.removeGroup')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('conditions.removeGroup')}
            onClick={() => edits.replace(place, [])}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

function GroupNode({ node, path, place }: NodeProps) {
  const { compact = false } = useTree();
  const group = groupOf(node) ?? { kind: 'all', children: [] };
  const placeOf = (index: number) => placeAt([...pathOf(place), index]);
  const end = placeOf(group.children.length);
  return (
    <div
      className={classes['group']}
      data-kind={group.kind}
      data-compact={compact || undefined}
      role="group"
      aria-label={t('conditions.group')}
    >
      <GroupHead place={place} group={group} />
      {group.children.length === 0 && (
        <div className={classes['empty']}>{t(`conditions.emptyGroup.${group.kind}`)}</div>
      )}
      <ul className={classes['children']}>
        {group.children.map((child, index) => (
          <li key={index}>
            <DropPlace place={placeOf(index)}>
              <ConditionNode node={child} path={childPath(path, group.kind, node, index)} place={placeOf(index)} />
            </DropPlace>
          </li>
        ))}
      </ul>
      <DropPlace place={end} isEnd>
        <Foot group={place} end={end} />
      </DropPlace>
    </div>
  );
}

/** What did not change is not drawn anew: a tree shares its unchanged parts with the one before. */
const ConditionNode = memo(function ConditionNode(props: NodeProps) {
  return groupOf(props.node) ? <GroupNode {...props} /> : <LeafRow {...props} />;
});

interface ConditionTreeProps extends TreeView {
  /** A group. */
  node: Condition;
  onChange: (node: Condition) => void;
}

/** The tree as it is when something is done with it; what is given back stays the same from one drawing to the next. */
function useLatest({ node, onChange }: Pick<ConditionTreeProps, 'node' | 'onChange'>) {
  const latest = useRef({ node, onChange });
  useLayoutEffect(() => {
    latest.current = { node, onChange };
  });
  return useMemo(() => {
    const current = () => latest.current.node;
    const change = (next: Condition) => latest.current.onChange(next);
    const edits: TreeEdits = {
      replace: (place, nodes) => change(replaceNode(current(), pathOf(place), nodes)),
      append: (place, added) => change(appendNode(current(), pathOf(place), added)),
    };
    return { current, change, edits };
  }, []);
}

/** Groups to any depth; what a leaf looks like is given. */
export function ConditionTree({ node, onChange, ...view }: ConditionTreeProps) {
  const { leafView, newLeaf, picker, wordsOf, errorAt, hintOf, compact = false } = view;
  const { current, change, edits } = useLatest({ node, onChange });
  const isLong = leavesOf(node).length > ROWS_DRAWN_AT_ONCE;
  const tree = useMemo<Tree>(
    () => ({
      leafView,
      newLeaf,
      compact,
      edits,
      isLong,
      ...(picker && { picker }),
      ...(wordsOf && { wordsOf }),
      ...(errorAt && { errorAt }),
      ...(hintOf && { hintOf }),
    }),
    [leafView, newLeaf, picker, wordsOf, errorAt, hintOf, compact, edits, isLong],
  );
  return (
    <TreeContext value={tree}>
      <TreeMoves current={current} onChange={change}>
        <ConditionNode node={node} path="condition" place="" />
      </TreeMoves>
    </TreeContext>
  );
}
