import type { ReactNode } from 'react';

import classes from './form-group.module.css';

interface FormGroupProps {
  title: ReactNode;
  /** `nested` for a group inside of a group. */
  variant?: 'section' | 'nested';
  children: ReactNode;
}

/** Fields that belong together, under one heading. */
export function FormGroup({ title, variant = 'section', children }: FormGroupProps) {
  return (
    <fieldset className={classes['group']} data-variant={variant}>
      <legend className={classes['title']}>{title}</legend>
      <div className={classes['body']}>{children}</div>
    </fieldset>
  );
}
