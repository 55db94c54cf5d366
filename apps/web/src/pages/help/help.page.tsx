import { Stack, Text } from '@mantine/core';
import { Link, useParams } from 'react-router';

import { useInSight } from '../../kit/in-sight';
import { Page as Skeleton, Section } from '../../kit/page';
import { help } from '../../messages/en/help';
import type { HelpTopic } from '../../messages/en/help';
import classes from './help.module.css';

const TOPICS = Object.keys(help.topics) as HelpTopic[];

function isTopic(name: string | undefined): name is HelpTopic {
  return TOPICS.some((topic) => topic === name);
}

/** The built-in guide, one topic at a time. */
export function Page() {
  const { topic: asked } = useParams();
  const topic: HelpTopic = isTopic(asked) ? asked : 'contacts';
  const row = useInSight(topic);
  return (
    <Skeleton title={help.title} purpose={help.purpose}>
      <div className={classes['guide']}>
        <nav ref={row} aria-label={help.title} className={classes['topics']}>
          {TOPICS.map((each) => (
            <Link
              key={each}
              to={`/help/${each}`}
              className={classes['topic']}
              {...(each === topic ? { 'aria-current': 'page' } : {})}
            >
              {help.topics[each].title}
            </Link>
          ))}
        </nav>
        <Section title={help.topics[topic].title}>
          <Stack gap="sm" className={classes['text']}>
            {help.topics[topic].body.map((paragraph) => (
              <Text key={paragraph} size="md">
                {paragraph}
              </Text>
            ))}
          </Stack>
        </Section>
      </div>
    </Skeleton>
  );
}
