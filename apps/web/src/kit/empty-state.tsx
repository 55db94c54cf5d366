import { Anchor, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { t } from '../messages';
import type { HelpTopic } from '../messages/en/help';

interface EmptyStateProps {
  icon: Icon;
  /** One sentence: what would be here and what to do next. */
  sentence: string;
  /** A small picture or example of what it looks like when it is not empty. */
  example?: ReactNode;
  /** One button. */
  action?: ReactNode;
  /** The page of the built-in guide that explains it. */
  help?: HelpTopic;
}

/** What a list shows before it has anything: one sentence, one picture, one button, one link. */
export function EmptyState({ icon: Picture, sentence, example, action, help }: EmptyStateProps) {
  return (
    <Stack align="center" gap="md" py="xl" px="md" ta="center">
      {example ?? (
        <ThemeIcon size={56} radius="xl" variant="light">
          <Picture size={28} stroke={1.5} aria-hidden />
        </ThemeIcon>
      )}
      <Text maw={440}>{sentence}</Text>
      <Group gap="md" justify="center">
        {action}
        {help !== undefined && (
          <Anchor component={Link} to={`/help/${help}`}>
            {t('actions.learnHow')}
          </Anchor>
        )}
      </Group>
    </Stack>
  );
}
