import { SimpleGrid } from '@mantine/core';

import { useSession } from '../../api/session';
import { Page as Skeleton } from '../../kit/page';
import { t } from '../../messages';
import { FirstSteps } from './first-steps';
import { Growth } from './growth';
import classes from './home.module.css';
import { LastResults } from './last-results';
import { NeedsMe } from './needs-me';
import { SendingNow } from './sending-now';

/** What is sending, what needs me, who came, and how the last campaigns did. */
export function Page() {
  const name = useSession().data?.user.name.split(' ')[0] ?? '';
  return (
    <Skeleton title={t('home.greeting', { name })}>
      <FirstSteps />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" className={classes['grid'] ?? ''}>
        <NeedsMe />
        <SendingNow />
      </SimpleGrid>
      <Growth />
      <LastResults />
    </Skeleton>
  );
}
