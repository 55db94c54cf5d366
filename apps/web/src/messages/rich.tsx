import { Fragment } from 'react';
import type { ReactNode } from 'react';

import { formatNumber } from '../kit/format';
import { template } from './translate';
import type { MessageKey, ValuesOf } from './translate';

type RichProps<K extends MessageKey> = { id: K; values: Record<ValuesOf<K>, ReactNode>; count?: number };

/** A message whose values are elements (a link, a name in bold): the sentence stays whole in the catalogue. */
export function Rich<K extends MessageKey>({ id, values, count }: RichProps<K>): ReactNode {
  const given = values as Record<string, ReactNode>;
  const parts = template(id, count).split(/\{(\w+)\}/);
  return parts.map((part, index) => {
    const value = index % 2 === 1 ? given[part] : part;
    return <Fragment key={index}>{typeof value === 'number' ? formatNumber(value) : value}</Fragment>;
  });
}
