import '../../kit/mail/mail-words';

import { Skeleton, Tabs, Text } from '@mantine/core';
import { useSearchParams } from 'react-router';

import { useMessageCopy } from '../../api/messages';
import type { MessageCopy, MessageDetail } from '../../api/messages';
import { MailCode } from '../../kit/mail/mail-code';
import { MailFrame } from '../../kit/mail/mail-frame';
import { MailHeaders } from '../../kit/mail/mail-headers';
import { Section } from '../../kit/page';
import { PageTabs } from '../../kit/page-tabs';
import { QueryView } from '../../kit/query-view';
import { t } from '../../messages';

const VIEWS = ['html', 'text', 'headers', 'data'] as const;
type View = (typeof VIEWS)[number];

function CopyView({ copy, view }: { copy: MessageCopy; view: Exclude<View, 'data'> }) {
  if (view === 'html') return <MailFrame html={copy.html} pictures="ask" />;
  if (view === 'headers') return <MailHeaders headers={copy.headers} />;
  return <MailCode label={t('transactional.views.text')}>{copy.text ?? t('mailbox.noText')}</MailCode>;
}

function Kept({ id, view }: { id: number; view: Exclude<View, 'data'> }) {
  const copy = useMessageCopy(id);
  return (
    <QueryView query={copy} failed={t('transactional.copyFailed')} waiting={<Skeleton height={400} />}>
      {(data) => <CopyView copy={data} view={view} />}
    </QueryView>
  );
}

function Data({ data }: Pick<MessageDetail, 'data'>) {
  if (data === null) return <Text c="dimmed">{t('transactional.noData')}</Text>;
  return <MailCode label={t('transactional.dataOf')}>{JSON.stringify(data, null, 2)}</MailCode>;
}

/** The mail as it left, in its parts, and what was given for it. */
export function MailCopy({ message: { id, copy, copy_missing: missing, data } }: { message: MessageDetail }) {
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((name) => name === parameters.get('view')) ?? 'html';
  return (
    <PageTabs
      tabs={VIEWS}
      labelOf={(name) => t(`transactional.views.${name}`)}
      value={view}
      onChange={(next) => setParameters({ view: next }, { replace: true })}
    >
      <Tabs.Panel value={view}>
        {view === 'data' && <Data data={data} />}
        {view !== 'data' && copy !== null && <Kept id={id} view={view} />}
        {view !== 'data' && copy === null && (
          <Section>
            <Text>{t(`transactional.missing.${missing ?? 'none'}`)}</Text>
          </Section>
        )}
      </Tabs.Panel>
    </PageTabs>
  );
}
