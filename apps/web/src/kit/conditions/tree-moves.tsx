import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { createContext, use, useEffect, useRef, useState } from 'react';
import type { DragEvent, KeyboardEvent, ReactNode, RefObject } from 'react';

import { t } from '../../messages';
import type { Condition } from './condition';
import classes from './conditions.module.css';
import { moveByKey, moveNode } from './move-node';
import type { Direction, Moved, NodePath } from './move-node';

interface Moves {
  dragged: NodePath | undefined;
  setDragged: (path: NodePath | undefined) => void;
  drop: (to: NodePath) => void;
  byKey: (path: NodePath, direction: Direction) => void;
  /** Puts the focus into a row that is about to appear. */
  focusRow: (path: NodePath) => void;
}

const MovesContext = createContext<Moves | undefined>(undefined);

export function useMoves(): Moves {
  const moves = use(MovesContext);
  if (!moves) throw new Error('A condition needs a TreeMoves above it');
  return moves;
}

const DIRECTIONS: Record<string, Direction> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'in',
  ArrowLeft: 'out',
};

function keyOf(path: NodePath): string {
  return path.join('.');
}

function focusHandle(root: HTMLElement | null, path: NodePath): void {
  root?.querySelector<HTMLElement>(`[data-handle="${keyOf(path)}"]`)?.focus();
}

/** The last input of a row is the one that is still empty. */
function focusInput(root: HTMLElement | null, path: NodePath): void {
  const inputs = root?.querySelectorAll<HTMLElement>(`[data-row="${keyOf(path)}"] input:not([type="hidden"])`);
  [...(inputs ?? [])].at(-1)?.focus();
}

/** Runs once the tree has been drawn again. */
function useFocusAfterwards(root: RefObject<HTMLElement | null>) {
  const [target, setTarget] = useState<{ path: NodePath; part: 'handle' | 'input' }>();
  useEffect(() => {
    if (!target) return;
    if (target.part === 'handle') focusHandle(root.current, target.path);
    else focusInput(root.current, target.path);
  }, [target, root]);
  return setTarget;
}

interface TreeMovesProps {
  node: Condition;
  onChange: (node: Condition) => void;
  children: ReactNode;
}

/** Lets the nodes below it be dragged, and moved by Alt and the arrow keys. */
export function TreeMoves({ node, onChange, children }: TreeMovesProps) {
  const [dragged, setDragged] = useState<NodePath>();
  const [said, setSaid] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const focusAfterwards = useFocusAfterwards(root);
  const take = (moved: Moved | undefined) => {
    if (!moved) {
      setSaid(t('conditions.move.refused'));
      return;
    }
    onChange(moved.root);
    focusAfterwards({ path: moved.path, part: 'handle' });
    setSaid(t('conditions.move.done', { position: (moved.path.at(-1) ?? 0) + 1, level: moved.path.length }));
  };
  const moves: Moves = {
    dragged,
    setDragged,
    drop: (to) => {
      setDragged(undefined);
      if (dragged) take(moveNode(node, dragged, to));
    },
    byKey: (path, direction) => take(moveByKey(node, path, direction)),
    focusRow: (path) => focusAfterwards({ path, part: 'input' }),
  };
  return (
    <MovesContext value={moves}>
      <div ref={root}>{children}</div>
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </MovesContext>
  );
}

/** What a node is dragged by, and where the keys that move it are pressed. */
export function MoveHandle({ path }: { path: NodePath }) {
  const { setDragged, byKey } = useMoves();
  const press = (event: KeyboardEvent) => {
    const direction = event.altKey ? DIRECTIONS[event.key] : undefined;
    if (!direction) return;
    event.preventDefault();
    byKey(path, direction);
  };
  return (
    <Tooltip label={t('conditions.move.help')}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('conditions.move.label')}
        className={classes['handle'] ?? ''}
        data-handle={keyOf(path)}
        draggable
        onDragStart={(event: DragEvent) => {
          event.stopPropagation();
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', keyOf(path));
          setDragged(path);
        }}
        onDragEnd={() => setDragged(undefined)}
        onKeyDown={press}
      >
        <IconGripVertical size={15} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

interface DropPlaceProps {
  /** Where a node goes that is dropped on the upper half; on the lower half it goes behind that. */
  path: NodePath;
  /** The end of a group: there is no lower half. */
  isEnd?: boolean;
  children: ReactNode;
}

/** Something that a dragged node can be dropped on. */
export function DropPlace({ path, isEnd = false, children }: DropPlaceProps) {
  const { dragged, drop } = useMoves();
  const [half, setHalf] = useState<'before' | 'after'>();
  if (!dragged) return <div data-row={isEnd ? undefined : keyOf(path)}>{children}</div>;
  const halfOf = (event: DragEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return isEnd || event.clientY < box.top + box.height / 2 ? 'before' : 'after';
  };
  return (
    <div
      className={classes['drop']}
      data-row={isEnd ? undefined : keyOf(path)}
      data-drop={half}
      onDragOver={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setHalf(halfOf(event));
      }}
      onDragLeave={() => setHalf(undefined)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setHalf(undefined);
        drop(halfOf(event) === 'before' ? path : [...path.slice(0, -1), (path.at(-1) ?? 0) + 1]);
      }}
    >
      {children}
    </div>
  );
}
