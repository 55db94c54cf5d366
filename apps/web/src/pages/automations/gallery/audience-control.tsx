import './recipe-words';

import { Select } from '@mantine/core';

import { useAudiences } from '../../../api/recipes';
import { shared } from '../../../kit/schema-form/basic-controls';
import type { Control } from '../../../kit/schema-form/control';
import { t } from '../../../messages';

/** An audience at an advertising platform. */
export const AudienceControl: Control = (props) => (
  <Select
    {...shared(props)}
    data={(useAudiences().data?.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
    value={typeof props.value === 'number' ? String(props.value) : null}
    onChange={(id) => props.onChange(id === null ? undefined : Number(id))}
    placeholder={t('recipes.audience')}
    searchable
    clearable={!props.required}
  />
);
