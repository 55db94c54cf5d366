import { Modal, Text, TextInput } from '@mantine/core';
import { IconClipboard, IconSearch } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { KeyboardEvent } from 'react';

import { t } from '../../messages';
import classes from './automations.module.css';
import { readClip } from './clipboard';
import { iconOf } from './step-words';
import { useStepKinds } from './use-step-kinds';
import { useStepWords } from './use-step-words';

interface PickerProps {
  onPick: (type: string) => void;
  onPaste: () => void;
  onClose: () => void;
}

interface Choice {
  key: string;
  label: string;
  description: string;
  Picture: ReturnType<typeof iconOf>;
  take: () => void;
}

function matches(text: string, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => text.toLowerCase().includes(word));
}

/** Those whose name has the words come before those that only tell of them. */
function useChoices({ onPick, onPaste }: PickerProps, query: string): Choice[] {
  const { entries } = useStepKinds();
  const wordsOf = useStepWords();
  const [clip] = useState(readClip);
  const root = clip?.steps[clip.root];
  const copied: Choice[] = root
    ? [
        {
          key: '.paste',
          label: t('automations.paste', { step: wordsOf(root).title }),
          description: t('automations.copied', {
            step: wordsOf(root).title,
            count: Object.keys(clip.steps).length,
          }),
          Picture: IconClipboard,
          take: onPaste,
        },
      ]
    : [];
  const kinds = entries.map(({ type, label, description }) => ({
    key: type,
    label,
    description,
    Picture: iconOf(type),
    take: () => onPick(type),
  }));
  const found = [...copied, ...kinds].filter(({ label, description }) => matches(`${label} ${description}`, query));
  const byName = ({ label }: Choice) => (matches(label, query) ? 0 : 1);
  return query === '' ? found : found.toSorted((one, other) => byName(one) - byName(other));
}

/** Finds the kind of a new step by typing. */
function Choices(props: PickerProps) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const choices = useChoices(props, query);
  const id = useId();
  const chosen = choices[Math.min(active, choices.length - 1)];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      chosen?.take();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = active + (event.key === 'ArrowDown' ? 1 : -1);
      const at = Math.max(0, Math.min(choices.length - 1, next));
      setActive(at);
      document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
    }
  };
  return (
    <>
      <TextInput
        role="combobox"
        aria-label={t('automations.picker.search')}
        aria-expanded
        aria-controls={id}
        aria-activedescendant={chosen ? `${id}-${choices.indexOf(chosen)}` : undefined}
        placeholder={t('automations.picker.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={query}
        data-autofocus
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        mb="sm"
      />
      {choices.length === 0 && <Text c="dimmed">{t('automations.picker.none')}</Text>}
      <ul id={id} role="listbox" aria-label={t('automations.picker.title')} className={classes['choices']}>
        {choices.map((choice, index) => (
          <li
            key={choice.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={choice === chosen}
            aria-label={choice.label}
            className={classes['choice']}
            onClick={choice.take}
            onPointerMove={() => setActive(index)}
          >
            <choice.Picture size={20} aria-hidden />
            <span>
              <span className={classes['choiceName']}>{choice.label}</span>
              <span className={classes['choiceHelp']}>{choice.description}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function StepPicker({ opened, ...props }: PickerProps & { opened: boolean }) {
  return (
    <Modal
      opened={opened}
      onClose={props.onClose}
      title={t('automations.picker.title')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      size="lg"
      // The new step takes the keyboard, not the plus that was pressed.
      returnFocus={false}
    >
      {opened && <Choices {...props} />}
    </Modal>
  );
}
