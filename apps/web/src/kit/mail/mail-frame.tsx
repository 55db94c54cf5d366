import './mail-words';

import { Group, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';

import { t } from '../../messages';
import classes from './mail.module.css';

type Width = 'desktop' | 'phone';

/** Stands first, so that nothing of the mail is read before it. A mail's own doctype is then passed over. */
const ALONE = `<!doctype html><meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:">`;

interface MailFrameProps {
  html: string | null;
  /** `ask`: pictures of other servers, which would tell them that somebody looks, are loaded only on request. */
  pictures?: 'load' | 'ask';
}

/** The HTML of a mail in a frame that may do nothing: no scripts, no forms, no navigation, no origin. */
export function MailFrame({ html, pictures = 'load' }: MailFrameProps) {
  const [width, setWidth] = useState<Width>('desktop');
  const [isAlone, keepAlone] = useState(pictures === 'ask');
  if (html === null) return <Text c="dimmed">{t('mailbox.noHtml')}</Text>;
  return (
    <Stack gap="sm">
      <Group gap="lg">
        <SegmentedControl
          aria-label={t('mailbox.width')}
          className={classes['widths']}
          value={width}
          onChange={setWidth}
          data={[
            { value: 'desktop', label: t('mailbox.widths.desktop') },
            { value: 'phone', label: t('mailbox.widths.phone') },
          ]}
        />
        {pictures === 'ask' && (
          <Switch
            label={t('mailbox.pictures')}
            checked={!isAlone}
            onChange={(event) => keepAlone(!event.currentTarget.checked)}
          />
        )}
      </Group>
      <iframe
        key={String(isAlone)}
        sandbox=""
        srcDoc={isAlone ? ALONE + html : html}
        title={t('mailbox.frame')}
        className={classes['frame']}
        data-width={width}
        referrerPolicy="no-referrer"
      />
    </Stack>
  );
}
