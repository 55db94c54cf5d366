import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

import { t } from '../messages';
import { Page, PageSkeleton } from './page';
import { ProblemNotice } from './problem';

interface QueryViewProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  /** What failed, when it can't be loaded. */
  failed: string;
  /** Shown until there is data; without it this is a page of its own, with the skeleton of one. */
  waiting?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Data when it is there, a skeleton until then, and what went wrong otherwise. Old data stays when a reload fails. */
export function QueryView<T>({ query, failed, waiting, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (!query.error) return waiting ?? <PageSkeleton />;
  const retry = () => void query.refetch();
  if (waiting !== undefined) return <ProblemNotice title={failed} error={query.error} onRetry={retry} />;
  return (
    <Page title={failed} width="form">
      <ProblemNotice error={query.error} onRetry={retry} />
      <Button component={Link} to="/" variant="default" w="fit-content">
        {t('page.goHome')}
      </Button>
    </Page>
  );
}
