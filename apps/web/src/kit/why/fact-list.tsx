import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconPoint, IconX } from '@tabler/icons-react';
import { Link } from 'react-router';

import type { CountedMail, Fact } from '../../api/why';
import { t } from '../../messages';
import { VerdictTree } from '../conditions/verdict-tree';
import { RelativeTime } from '../relative-time';
import { factWords } from './fact-words';
import { sourcePath } from './source-path';
import classes from './why.module.css';

function Mark({ verdict }: { verdict: boolean | null }) {
  const Icon = verdict === null ? IconPoint : verdict ? IconCheck : IconX;
  return (
    <>
      <Icon size={16} aria-hidden className={classes['mark']} />
      {verdict !== null && (
        <VisuallyHidden>{verdict ? t('why.verdicts.for') : t('why.verdicts.against')}</VisuallyHidden>
      )}
    </>
  );
}

function Counted({ mails }: { mails: CountedMail[] }) {
  return (
    <ul className={classes['more']}>
      {mails.map(({ message_id, source_kind, source_id, subject, at }) => {
        const to = sourcePath(source_kind, source_id);
        const name = subject ?? t('why.noSubject');
        return (
          <li key={message_id}>
            {to === undefined ? (
              name
            ) : (
              <Anchor component={Link} to={to} inherit>
                {name}
              </Anchor>
            )}{' '}
            <RelativeTime at={at} dimmed />
          </li>
        );
      })}
    </ul>
  );
}

function FactLine({ fact }: { fact: Fact }) {
  const { verdict, about, mails, clause } = fact;
  const to = about ? sourcePath(about.kind, about.id) : undefined;
  const words = factWords(fact);
  return (
    <li className={classes['fact']} data-verdict={verdict ?? undefined}>
      <Mark verdict={verdict} />
      {to === undefined ? (
        <Text inherit>{words}</Text>
      ) : (
        <Anchor component={Link} to={to} inherit>
          {words}
        </Anchor>
      )}
      {mails.length > 0 && <Counted mails={mails} />}
      {clause && (
        <div className={classes['more']}>
          <VerdictTree clause={clause} />
        </div>
      )}
    </li>
  );
}

/** What is known, one sentence each, with what it is about and what it counts. */
export function FactList({ facts }: { facts: Fact[] }) {
  return (
    <ul className={classes['facts']}>
      {facts.map((fact, index) => (
        <FactLine key={`${fact.code}-${index}`} fact={fact} />
      ))}
    </ul>
  );
}
