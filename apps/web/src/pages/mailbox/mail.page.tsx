import '../../kit/mail/mail-words';

import { Anchor, Button, Skeleton as Placeholder, Stack, Tabs, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useSearchParams } from 'react-router';

import { rawMailUrl, useMail, useRawMail } from '../../api/mailbox';
import type { Mail } from '../../api/mailbox';
import { Address } from '../../kit/address';
import { formatBytes } from '../../kit/format';
import { addressWords } from '../../kit/mail/mail-address';
import { MailCode } from '../../kit/mail/mail-code';
import { MailFrame } from '../../kit/mail/mail-frame';
import { MailHeaders } from '../../kit/mail/mail-headers';
import mailClasses from '../../kit/mail/mail.module.css';
import { Page as Skeleton, Section } from '../../kit/page';
import { PageTabs } from '../../kit/page-tabs';
import { QueryView } from '../../kit/query-view';
import { RelativeTime } from '../../kit/relative-time';
import { useRouteId } from '../../kit/route-id';
import { t } from '../../messages';
import { findLinks } from './mail-links';
import classes from './mailbox.module.css';

const VIEWS = ['html', 'text', 'headers', 'raw'] as const;

function Facts({ mail }: { mail: Mail }) {
  const from = mail.from === '' ? t('mailbox.nobody') : mail.from;
  return (
    <dl className={mailClasses['facts']}>
      <dt>{t('mailbox.from')}</dt>
      <dd>
        <Address>{addressWords(mail.from_header)}</Address>
      </dd>
      <dt>{t('mailbox.to')}</dt>
      <dd>
        <Address>{addressWords(mail.to_header)}</Address>
      </dd>
      <dt>{t('mailbox.envelope')}</dt>
      <dd>
        <Address>{t('mailbox.envelopeValue', { from, to: mail.to })}</Address>
      </dd>
      <dt>{t('mailbox.received')}</dt>
      <dd>
        <RelativeTime at={mail.received_at} />
      </dd>
    </dl>
  );
}

function Links({ html }: { html: string }) {
  const links = findLinks(html);
  return (
    <Section title={t('mailbox.links')} description={t('mailbox.linksHelp')}>
      {links.length === 0 ? (
        <Text c="dimmed">{t('mailbox.noLinks')}</Text>
      ) : (
        <ul className={classes['links']}>
          {links.map(({ href, words }) => (
            <li key={href}>
              <Anchor href={href} target="_blank" rel="noopener noreferrer">
                {words}
              </Anchor>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Attachments({ mail }: { mail: Mail }) {
  if (mail.attachments.length === 0) return null;
  return (
    <Section title={t('mailbox.attachments')}>
      {mail.attachments.map(({ name, type, size }, index) => (
        <Text key={index}>
          {name} <Text span c="dimmed">{`${type}, ${formatBytes(size)}`}</Text>
        </Text>
      ))}
    </Section>
  );
}

function Source({ id }: { id: number }) {
  const raw = useRawMail(id);
  return (
    <QueryView query={raw} failed={t('mailbox.rawFailed')} waiting={<Placeholder height={400} />}>
      {(text) => (
        <Stack gap="sm" align="flex-start">
          <Button
            component="a"
            href={rawMailUrl(id)}
            download={`mail-${id}.eml`}
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t('mailbox.download')}
          </Button>
          <MailCode>{text}</MailCode>
        </Stack>
      )}
    </QueryView>
  );
}

function MailView({ mail }: { mail: Mail }) {
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((name) => name === parameters.get('view')) ?? 'html';
  return (
    <Skeleton title={mail.subject ?? t('mailbox.noSubject')} back={{ to: '/mailbox', label: t('mailbox.title') }}>
      <div className={mailClasses['top']}>
        <PageTabs
          tabs={VIEWS}
          labelOf={(name) => t(`mailbox.views.${name}`)}
          value={view}
          onChange={(next) => setParameters({ view: next }, { replace: true })}
        >
          <Tabs.Panel value="html">
            <MailFrame html={mail.html} />
          </Tabs.Panel>
          <Tabs.Panel value="text">
            <MailCode>{mail.text ?? t('mailbox.noText')}</MailCode>
          </Tabs.Panel>
          <Tabs.Panel value="headers">
            <MailHeaders headers={mail.headers} />
          </Tabs.Panel>
          <Tabs.Panel value="raw">
            <Source id={mail.id} />
          </Tabs.Panel>
        </PageTabs>
        <Stack gap="lg">
          <Section>
            <Facts mail={mail} />
          </Section>
          {mail.html !== null && <Links html={mail.html} />}
          <Attachments mail={mail} />
        </Stack>
      </div>
    </Skeleton>
  );
}

export function Page() {
  const mail = useMail(useRouteId());
  return (
    <QueryView query={mail} failed={t('mailbox.failed')}>
      {(data) => <MailView mail={data} />}
    </QueryView>
  );
}
