import { JsonInput, SegmentedControl, Select, Skeleton, Stack, Text } from '@mantine/core';
import { memo, useCallback, useDeferredValue, useMemo, useState } from 'react';

import { useRegistry } from '../../api/registry';
import { t, tOr } from '../../messages';
import { ProblemNotice, sentenceOf } from '../problem';
import { isBlank, isTooDeep, leavesOf, rooted } from './condition';
import type { Condition, Leaf } from './condition';
import { ConditionTree } from './condition-tree';
import type { TreeView } from './condition-tree';
import { ConditionWords } from './condition-words';
import classes from './conditions.module.css';
import type { ConditionScope } from './leaf-kind';
import { blankLeaf, kindsFor, leafKind } from './leaf-kinds';
import { LeafPicker } from './leaf-picker';
import { brokenAt } from './tree-shape';

interface ConditionBuilderProps {
  value: Condition | null | undefined;
  onChange: (condition: Condition) => void;
  /** `automation` also offers what triggered, and "since entering". */
  scope?: ConditionScope;
  /** The server's messages by path, like `condition.all[0].field`. */
  errors?: { path: string; message: string }[];
}

/** Whether every leaf of a tree can be asked about. */
export function isTreeComplete(condition: Condition | null | undefined): boolean {
  return leavesOf(rooted(condition)).every((leaf) => leafKind(leaf.type).isComplete(leaf));
}

/** What the server says about the condition at a path, or about one of its parameters. */
function messageAt(errors: { path: string; message: string }[], path: string): string | undefined {
  const error = errors.find((each) => each.path === path || each.path.startsWith(`${path}.`));
  return error && sentenceOf(error.message);
}

interface LeafViewProps {
  leaf: Leaf;
  onChange: (leaf: Leaf) => void;
  scope: ConditionScope;
}

function LeafInputs({ leaf, onChange, scope }: LeafViewProps) {
  const kinds = kindsFor(useRegistry('conditions').data, scope);
  const { Editor } = leafKind(leaf.type);
  return (
    <>
      <Select
        aria-label={t('conditions.kind')}
        size="xs"
        w={168}
        data={kinds.map(({ type, label }) => ({ value: type, label: tOr(`conditions.types.${type}`, label) }))}
        value={leaf.type}
        onChange={(type) => {
          if (type !== null && type !== leaf.type) onChange(blankLeaf(type));
        }}
        allowDeselect={false}
        maxDropdownHeight={320}
      />
      <Editor leaf={leaf} onChange={onChange} scope={scope} />
    </>
  );
}

function parseCondition(text: string): Condition | string {
  try {
    const value: unknown = JSON.parse(text);
    const broken = brokenAt(value);
    return broken === undefined ? (value as Condition) : t('conditions.jsonNoTree', { path: broken });
  } catch (error) {
    if (error instanceof SyntaxError) return t('conditions.jsonInvalid', { reason: error.message });
    throw error;
  }
}

interface JsonViewProps {
  value: Condition;
  onChange: (condition: Condition) => void;
  errors: { path: string; message: string }[];
}

function JsonView({ value, onChange, errors }: JsonViewProps) {
  const [text, setText] = useState(() => JSON.stringify(value, null, isTooDeep(value) ? 0 : 2));
  const [problem, setProblem] = useState<string>();
  const refused = errors.map(({ path, message }) => (
    <div key={path}>{t('conditions.jsonRefused', { path, message })}</div>
  ));
  return (
    <JsonInput
      label={t('conditions.jsonLabel')}
      description={t('conditions.jsonHelp')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={text}
      error={problem ?? (refused.length > 0 && refused)}
      onChange={(next) => {
        setText(next);
        const parsed = parseCondition(next);
        setProblem(typeof parsed === 'string' ? parsed : undefined);
        if (typeof parsed !== 'string') onChange(parsed);
      }}
      autosize
      minRows={8}
      maxRows={28}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  );
}

const hintOf = (leaf: Leaf) => (leafKind(leaf.type).isComplete(leaf) ? undefined : t('conditions.incomplete'));
const wordsOf = (leaf: Leaf) => <ConditionWords condition={leaf} />;
const NONE: never[] = [];

function Tree({ value, onChange, scope = 'segment', errors = NONE }: ConditionBuilderProps) {
  const registry = useRegistry('conditions');
  const [first] = kindsFor(registry.data, scope);
  const firstType = first?.type ?? 'field';
  const view = useMemo<TreeView>(
    () => ({
      newLeaf: () => blankLeaf(firstType),
      picker: (onPick, onClose) => <LeafPicker scope={scope} onPick={onPick} onClose={onClose} />,
      leafView: (leaf, set) => <LeafInputs leaf={leaf} onChange={set} scope={scope} />,
      hintOf,
      wordsOf,
    }),
    [scope, firstType],
  );
  const errorAt = useCallback((path: string) => messageAt(errors, path), [errors]);
  if (registry.error) {
    return (
      <ProblemNotice title={t('conditions.failed')} error={registry.error} onRetry={() => void registry.refetch()} />
    );
  }
  if (!registry.data) return <Skeleton height={120} />;
  return <ConditionTree node={rooted(value)} onChange={onChange} errorAt={errorAt} {...view} />;
}

/** Follows what is typed when the browser has nothing more urgent to do: a long tree is a page of words. */
const Sentence = memo(function Sentence({ condition }: { condition: Condition }) {
  return (
    <div className={classes['sentence']} role="note" aria-label={t('conditions.inWords')}>
      <ConditionWords condition={condition} />
    </div>
  );
});

/** Builds a condition tree: nested groups, one row for each condition, or the JSON of the API. */
export function ConditionBuilder(props: ConditionBuilderProps) {
  const [chosen, setView] = useState<'builder' | 'json'>('builder');
  const isDeep = isTooDeep(rooted(props.value));
  const view = isDeep ? 'json' : chosen;
  const told = useDeferredValue(rooted(props.value));
  return (
    <Stack gap="sm" role="group" aria-label={t('conditions.label')}>
      <SegmentedControl
        size="xs"
        w="fit-content"
        aria-label={t('conditions.label')}
        data={[
          { value: 'builder', label: t('conditions.builder'), disabled: isDeep },
          { value: 'json', label: t('conditions.json') },
        ]}
        value={view}
        onChange={setView}
      />
      {view === 'json' ? (
        <JsonView value={rooted(props.value)} onChange={props.onChange} errors={props.errors ?? []} />
      ) : (
        <Tree {...props} />
      )}
      {view === 'builder' && leavesOf(rooted(props.value)).length > 0 && <Sentence condition={told} />}
      {isDeep && <Text c="dimmed">{t('conditions.tooDeep')}</Text>}
      {isBlank(props.value) && view === 'json' && <Text c="dimmed">{t('conditions.everybody')}</Text>}
    </Stack>
  );
}
