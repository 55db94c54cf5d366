import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';

import { t } from '../../messages';
import classes from './mailbox.module.css';

type Width = 'desktop' | 'phone';

/** The HTML of a mail in a frame that may do nothing: no scripts, no forms, no navigation, no origin. */
export function MailFrame({ html }: { html: string | null }) {
  const [width, setWidth] = useState<Width>('desktop');
  if (html === null) return <Text c="dimmed">{t('mailbox.noHtml')}</Text>;
  return (
    <Stack gap="sm">
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
      <iframe
        sandbox=""
        srcDoc={html}
        title={t('mailbox.frame')}
        className={classes['frame']}
        data-width={width}
        referrerPolicy="no-referrer"
      />
    </Stack>
  );
}
