import './merge-words';
import './timeline-catalogue';

import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArrowMerge, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link, Navigate, useNavigate } from 'react-router';

import { ApiError } from '../../api/client';
import { nameOf, useContact, useDeleteContact } from '../../api/contacts';
import type { Contact } from '../../api/contacts';
import { Address } from '../../kit/address';
import { useConfirm } from '../../kit/confirm';
import { formatDate } from '../../kit/format';
import { Page as Skeleton } from '../../kit/page';
import { QueryView } from '../../kit/query-view';
import { useRouteId } from '../../kit/route-id';
import { StateBadge } from '../../kit/state-badge';
import { toast } from '../../kit/toast';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import classes from './audience.module.css';
import { ContactAutomations } from './contact-automations';
import { ContactConsents } from './contact-consents';
import { ContactFacts } from './contact-facts';
import { ContactMails } from './contact-mails';
import { ContactSegments } from './contact-segments';
import { ContactTags } from './contact-tags';
import { ContactTimeline } from './contact-timeline';

function textAt(contact: Contact, key: string): string {
  const value = contact[key];
  return typeof value === 'string' ? value : '';
}

/** Who this is, in one line. */
function summaryOf(contact: Contact): string[] {
  const title = textAt(contact, 'job_title');
  const company = textAt(contact, 'company');
  const work = title !== '' && company !== '' ? t('contact.at', { title, company }) : title || company;
  const place = [textAt(contact, 'city'), textAt(contact, 'country')].filter(Boolean).join(', ');
  const address = contact.email === nameOf(contact) ? '' : (contact.email ?? '');
  return [address, work, place, t('contact.since', { date: formatDate(contact.created_at) })].filter(Boolean);
}

function Actions({ contact }: { contact: Contact }) {
  const confirm = useConfirm();
  const navigate = useNavigate();
  const remove = useDeleteContact();
  const mayMerge = useCan('audience.merge');
  const name = nameOf(contact);
  const askAndDelete = async () => {
    const yes = await confirm({
      title: t('contact.deleteTitle', { name }),
      body: t('contact.deleteBody'),
      action: t('contact.deleteAction'),
      dangerous: true,
    });
    if (!yes) return;
    remove.mutate(contact.id, {
      onSuccess: () => {
        toast.done(t('contact.deleted', { name }));
        void navigate('/audience');
      },
      onError: (error) => toast.failed(t('contact.deleteFailed', { name }), error),
    });
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('actions.more')}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayMerge && (
            <Menu.Item
              component={Link}
              to={`/audience/${contact.id}/merge`}
              leftSection={<IconArrowMerge size={16} aria-hidden />}
            >
              {t('merge.action')}
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void askAndDelete()}>
            {t('contact.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button component={Link} to={`/audience/${contact.id}/edit`} leftSection={<IconPencil size={16} aria-hidden />}>
        {t('contact.edit')}
      </Button>
    </>
  );
}

function View({ contact }: { contact: Contact }) {
  const mayEdit = useCan('audience.edit');
  const newsletter = contact.consents['newsletter'];
  return (
    <Skeleton
      title={nameOf(contact)}
      back={{ to: '/audience', label: t('audience.title') }}
      {...(newsletter === undefined ? {} : { badge: <StateBadge state={newsletter} /> })}
      {...(mayEdit ? { actions: <Actions contact={contact} /> } : {})}
    >
      <div className={classes['summary']}>
        <Address>{summaryOf(contact).join(' · ')}</Address>
      </div>
      <div className={classes['columns']}>
        <div className={classes['aside']}>
          <ContactTags contact={contact} />
          <ContactSegments id={contact.id} />
          <ContactAutomations id={contact.id} />
          <ContactConsents contact={contact} />
          <ContactFacts contact={contact} />
        </div>
        <div className={classes['main']}>
          <ContactMails id={contact.id} />
          <ContactTimeline id={contact.id} mayNote={mayEdit} />
        </div>
      </div>
    </Skeleton>
  );
}

/** Who this is, what was agreed, where the person belongs, and what happened. */
export function Page() {
  const contact = useContact(useRouteId());
  const into = contact.error instanceof ApiError ? contact.error.problem.merged_into : undefined;
  if (into !== undefined) return <Navigate to={`/audience/${into}`} replace />;
  return (
    <QueryView query={contact} failed={t('contact.failed')}>
      {(data) => <View contact={data} />}
    </QueryView>
  );
}
