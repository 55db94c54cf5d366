import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';

import { useSession } from '../../api/session';
import { Page as Skeleton, Section } from '../../kit/page';
import { t } from '../../messages';

export function Page() {
  const name = useSession().data?.user.name ?? '';
  return (
    <Skeleton title={t('home.greeting', { name })}>
      <Section>
        <Text>{t('help.purpose')}</Text>
        <Anchor component={Link} to="/help">
          {t('help.title')}
        </Anchor>
      </Section>
    </Skeleton>
  );
}
