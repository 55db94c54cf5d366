import './transactional-words';

import { Button } from '@mantine/core';
import { IconReceipt } from '@tabler/icons-react';
import { Link } from 'react-router';

import { EmptyState } from '../../kit/empty-state';
import { MailCode } from '../../kit/mail/mail-code';
import { t } from '../../messages';
import { useCan } from '../../shell/permissions';
import classes from './transactional.module.css';

/** The request as it is typed into a shell, with this installation's own address. */
function example(): string {
  return `curl ${window.location.origin}/api/v1/messages \\
  -H "Authorization: Bearer $API_KEY" \\
  -H "Idempotency-Key: order-1001" \\
  -H "Content-Type: application/json" \\
  -d '{"to": "ada@example.com", "template_id": 1,
       "data": {"order": "1001"}}'`;
}

/** What stands there before the first mail: how a program sends one. */
export function HowToSend() {
  const mayMakeKeys = useCan('settings.edit');
  return (
    <EmptyState
      icon={IconReceipt}
      sentence={t('transactional.empty')}
      example={
        <div className={classes['example']}>
          <MailCode label={t('transactional.example')}>{example()}</MailCode>
        </div>
      }
      action={
        mayMakeKeys && (
          <Button component={Link} to="/settings/keys">
            {t('transactional.makeKey')}
          </Button>
        )
      }
      help="transactional"
    />
  );
}
