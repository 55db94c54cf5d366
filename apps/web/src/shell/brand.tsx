import { Link } from 'react-router';

import { t } from '../messages';
import classes from './shell.module.css';

export function Brand() {
  return (
    <Link to="/" className={classes['brand']}>
      <img src="/favicon.svg" alt="" className={classes['mark']} />
      {t('shell.product')}
    </Link>
  );
}
