import { Button, Text } from '@mantine/core';
import { Link, useRouteError } from 'react-router';

import { Page } from '../kit/page';
import { ProblemNotice } from '../kit/problem';
import { t } from '../messages';

/** Shown instead of a page whose script failed; the rest of the shell goes on working. */
export function RouteProblem() {
  const error = useRouteError();
  return (
    <Page title={t('page.brokenTitle')} width="form">
      <ProblemNotice error={error} onRetry={() => window.location.reload()} />
    </Page>
  );
}

export function NotFound() {
  return (
    <Page title={t('page.notFoundTitle')} width="form">
      <Text>{t('page.notFound')}</Text>
      <Button component={Link} to="/" w="fit-content">
        {t('page.goHome')}
      </Button>
    </Page>
  );
}
