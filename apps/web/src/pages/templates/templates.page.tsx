import './template-words';

import { Button } from '@mantine/core';
import { IconPlus, IconTemplate } from '@tabler/icons-react';
import { Link } from 'react-router';

import { useTemplates } from '../../api/templates';
import type { TemplateSummary } from '../../api/templates';
import { DataTable } from '../../kit/data-table';
import type { Column } from '../../kit/data-table';
import { EmptyState } from '../../kit/empty-state';
import { Page as Skeleton } from '../../kit/page';
import { RelativeTime } from '../../kit/relative-time';
import { StateBadge } from '../../kit/state-badge';
import { useTableState } from '../../kit/table-state';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import classes from './templates.module.css';

/** The latest version may be a draft whose problems keep the one before in use. */
export function TemplateState({ template }: { template: TemplateSummary }) {
  return <StateBadge state={template.published_version === template.version ? 'published' : 'draft'} />;
}

const columns: Column<TemplateSummary>[] = [
  { key: 'name', header: t('templates.columns.name'), cell: ({ name }) => name, card: 'title', width: 32 },
  {
    key: 'subject',
    header: t('templates.columns.subject'),
    cell: ({ subject }) => <span className={classes['subject']}>{subject}</span>,
    card: 'fact',
    width: 40,
  },
  {
    key: 'state',
    header: t('templates.columns.state'),
    cell: (template) => <TemplateState template={template} />,
    card: 'aside',
  },
  {
    key: 'changed',
    header: t('templates.columns.changed'),
    cell: ({ updated_at }) => <RelativeTime at={updated_at} dimmed />,
    align: 'right',
  },
];

function AddButton() {
  return (
    <Button component={Link} to="/templates/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('templates.add')}
    </Button>
  );
}

export function Page() {
  const state = useTableState();
  const mayEdit = useCan('content.edit');
  const list = useTemplates({ cursor: state.cursor, limit: 50 });
  return (
    <Skeleton
      title={t('templates.title')}
      purpose={t('templates.purpose')}
      {...(mayEdit ? { actions: <AddButton /> } : {})}
    >
      <DataTable
        label={t('templates.list')}
        columns={columns}
        list={list}
        state={state}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/templates/${id}`}
        empty={
          <EmptyState
            icon={IconTemplate}
            sentence={t('templates.empty')}
            help="templates"
            {...(mayEdit ? { action: <AddButton /> } : {})}
          />
        }
      />
    </Skeleton>
  );
}
