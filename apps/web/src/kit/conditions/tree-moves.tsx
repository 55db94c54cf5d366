import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { createContext, use, useEffect, useMemo, useRef, useState } from 'react';
import type { DragEvent, KeyboardEvent, ReactNode, RefObject } from 'react';

import { t } from '../../messages';
import type { Condition } from './condition';
import classes from './conditions.module.css';
import { moveByKey, moveNode, pathOf, placeAt } from './move-node';
import type { Direction, Moved, NodePath, Place } from './move-node';

interface Moves {
  setDragged: (path: NodePath | undefined) => void;
  drop: (dragged: NodePath, to: NodePath) => void;
  byKey: (path: NodePath, direction: Direction) => void;
  /** Puts the focus into a row that is about to appear. */
  focusRow: (path: NodePath) => void;
}

/** Apart from each other, so that only what shows one of them is drawn anew when it changes. */
const MovesContext = createContext<Moves | undefined>(undefined);
const DraggedContext = createContext<NodePath | undefined>(undefined);
const FocusContext = createContext<Place | undefined>(undefined);

export function useMoves(): Moves {
  const moves = use(MovesContext);
  if (!moves) throw new Error('A condition needs a TreeMoves above it');
  return moves;
}

/** Whether a row is about to get the focus, and so can't wait until it is scrolled to. */
export function useIsAwaited(place: Place): boolean {
  return use(FocusContext) === place;
}

const DIRECTIONS: Record<string, Direction> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowRight: 'in',
  ArrowLeft: 'out',
};

function focusHandle(root: HTMLElement | null, path: NodePath): void {
  root?.querySelector<HTMLElement>(`[data-handle="${placeAt(path)}"]`)?.focus();
}

/** The last input of a row is the one that is still empty. */
function focusInput(root: HTMLElement | null, path: NodePath): void {
  const inputs = root?.querySelectorAll<HTMLElement>(`[data-row="${placeAt(path)}"] input:not([type="hidden"])`);
  [...(inputs ?? [])].at(-1)?.focus();
}

interface FocusTarget {
  path: NodePath;
  part: 'handle' | 'input';
}

/** Runs once the tree has been drawn again. */
function useFocusAfterwards(root: RefObject<HTMLElement | null>) {
  const [target, setTarget] = useState<FocusTarget>();
  useEffect(() => {
    if (!target) return;
    if (target.part === 'handle') focusHandle(root.current, target.path);
    else focusInput(root.current, target.path);
  }, [target, root]);
  return [target, setTarget] as const;
}

interface TreeMovesProps {
  /** The tree as it is now. */
  current: () => Condition;
  /** Stays the same as long as the tree is shown. */
  onChange: (node: Condition) => void;
  children: ReactNode;
}

/** Lets the nodes below it be dragged, and moved by Alt and the arrow keys. */
export function TreeMoves({ current, onChange, children }: TreeMovesProps) {
  const [dragged, setDragged] = useState<NodePath>();
  const [said, setSaid] = useState('');
  const root = useRef<HTMLDivElement>(null);
  const [target, setTarget] = useFocusAfterwards(root);
  const moves = useMemo<Moves>(() => {
    const take = (moved: Moved | undefined) => {
      if (!moved) {
        setSaid(t('conditions.move.refused'));
        return;
      }
      onChange(moved.root);
      setTarget({ path: moved.path, part: 'handle' });
      setSaid(t('conditions.move.done', { position: (moved.path.at(-1) ?? 0) + 1, level: moved.path.length }));
    };
    return {
      setDragged,
      drop: (from, to) => {
        setDragged(undefined);
        take(moveNode(current(), from, to));
      },
      byKey: (path, direction) => take(moveByKey(current(), path, direction)),
      focusRow: (path) => setTarget({ path, part: 'input' }),
    };
  }, [current, onChange, setTarget]);
  return (
    <MovesContext value={moves}>
      <DraggedContext value={dragged}>
        <FocusContext value={target && placeAt(target.path)}>
          <div ref={root}>{children}</div>
        </FocusContext>
      </DraggedContext>
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </MovesContext>
  );
}

/** What a node is dragged by, and where the keys that move it are pressed. */
export function MoveHandle({ place }: { place: Place }) {
  const { setDragged, byKey } = useMoves();
  const press = (event: KeyboardEvent) => {
    const direction = event.altKey ? DIRECTIONS[event.key] : undefined;
    if (!direction) return;
    event.preventDefault();
    byKey(pathOf(place), direction);
  };
  return (
    <Tooltip label={t('conditions.move.help')}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t('conditions.move.label')}
        className={classes['handle'] ?? ''}
        data-handle={place}
        draggable
        onDragStart={(event: DragEvent) => {
          event.stopPropagation();
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', place);
          setDragged(pathOf(place));
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
  place: Place;
  /** The end of a group: there is no lower half. */
  isEnd?: boolean;
  children: ReactNode;
}

/** Something that a dragged node can be dropped on. */
export function DropPlace({ place, isEnd = false, children }: DropPlaceProps) {
  const { drop } = useMoves();
  const dragged = use(DraggedContext);
  const [half, setHalf] = useState<'before' | 'after'>();
  if (!dragged) return <div data-row={isEnd ? undefined : place}>{children}</div>;
  const halfOf = (event: DragEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return isEnd || event.clientY < box.top + box.height / 2 ? 'before' : 'after';
  };
  return (
    <div
      className={classes['drop']}
      data-row={isEnd ? undefined : place}
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
        const path = pathOf(place);
        drop(dragged, halfOf(event) === 'before' ? path : [...path.slice(0, -1), (path.at(-1) ?? 0) + 1]);
      }}
    >
      {children}
    </div>
  );
}
