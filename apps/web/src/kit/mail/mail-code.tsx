import { Code } from '@mantine/core';

import classes from './mail.module.css';

/** A mail, or a part of it, as text that can be scrolled, also by keyboard. */
export function MailCode({ children, label }: { children: string; label?: string }) {
  return (
    <Code block className={classes['code']} tabIndex={0} aria-label={label}>
      {children}
    </Code>
  );
}
