import { Autocomplete, Chip, Select } from '@mantine/core';
import type { AutocompleteProps } from '@mantine/core';

import { useFolders } from '../api/folders';
import type { Filed } from '../api/folders';
import { t } from '../messages';
import type { TableState } from './table-state';

const NO_FOLDER = '-';
const LONGEST_FOLDER = 100;

/** Which folder of a list is shown, and whether the archive is. */
export function FolderFilters({ of, state }: { of: Filed; state: TableState }) {
  const folders = useFolders(of);
  return (
    <>
      {folders.length > 0 && (
        <Select
          aria-label={t('folders.folder')}
          placeholder={t('folders.all')}
          data={[
            { value: NO_FOLDER, label: t('folders.none') },
            ...folders.map((folder) => ({ value: `=${folder}`, label: folder })),
          ]}
          value={state.filter('folder') || null}
          onChange={(folder) => state.change({ folder: folder ?? '' })}
          clearable
        />
      )}
      <Chip
        checked={state.filter('archived') !== ''}
        onChange={(archived) => state.change({ archived: archived ? 'true' : '' })}
      >
        {t('folders.archived')}
      </Chip>
    </>
  );
}

/** What the filters ask for. The address tells "all folders", "in none" and each name apart. */
export function filedAs(state: TableState): { folder?: string; archived: boolean; isFiltered: boolean } {
  const [chosen, archived] = [state.filter('folder'), state.filter('archived') !== ''];
  const folder = chosen === NO_FOLDER ? '' : chosen.slice(1);
  return { ...(chosen === '' ? {} : { folder }), archived, isFiltered: chosen !== '' || archived };
}

/** Where something is filed: a folder that is there, or the name of a new one. */
export function FolderInput({ of, ...input }: { of: Filed } & AutocompleteProps) {
  return (
    <Autocomplete
      label={t('folders.folder')}
      description={t('folders.help')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={useFolders(of)}
      maxLength={LONGEST_FOLDER}
      {...input}
    />
  );
}
