import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconCopy, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link, useNavigate } from 'react-router';

import { useSegmentDeed } from '../../api/segment-life';
import { useRemoveSegment } from '../../api/segments';
import type { Segment } from '../../api/segments';
import { useConfirm } from '../../kit/confirm';
import { trackJob } from '../../kit/jobs';
import { toast } from '../../kit/toast';
import { t } from '../../messages';

/** Archive with undo, restore and copy. */
function useDeeds({ id, name }: Segment) {
  const navigate = useNavigate();
  const deed = useSegmentDeed(id);
  const failed = (error: unknown) => toast.failed(t('segments.deedFailed', { name }), error);
  const restore = () =>
    deed.mutate('restore', {
      onSuccess: (restored) => {
        if (restored.status === 'building') trackJob({ kind: 'segment', id, name });
        toast.done(t('segments.restored', { name }));
      },
      onError: failed,
    });
  const archive = () =>
    deed.mutate('archive', {
      onSuccess: () => toast.done(t('segments.archived', { name }), { undo: restore }),
      onError: failed,
    });
  const duplicate = () =>
    deed.mutate('duplicate', {
      onSuccess: (copy) => {
        if (copy.status === 'building') trackJob({ kind: 'segment', id: copy.id, name: copy.name });
        toast.done(t('segments.duplicated', { name: copy.name }));
        void navigate(`/segments/${copy.id}`);
      },
      onError: failed,
    });
  return { archive, restore, duplicate };
}

function useDelete({ id, name, count }: Segment): () => Promise<void> {
  const confirm = useConfirm();
  const navigate = useNavigate();
  const remove = useRemoveSegment();
  return async () => {
    const yes = await confirm({
      title: t('segments.deleteTitle', { name }),
      body: t('segments.deleteBody', { count }),
      action: t('segments.deleteAction'),
      dangerous: true,
    });
    if (!yes) return;
    remove.mutate(id, {
      onSuccess: () => {
        toast.done(t('segments.deleted', { name }));
        void navigate('/segments');
      },
      onError: (error) => toast.failed(t('segments.deleteFailed', { name }), error),
    });
  };
}

/** What can be done to a segment from its own page. */
export function SegmentActions({ segment }: { segment: Segment }) {
  const { archive, restore, duplicate } = useDeeds(segment);
  const askAndDelete = useDelete(segment);
  const isArchived = segment.archived_at != null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('actions.more')}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={duplicate}>
            {t('segments.duplicate')}
          </Menu.Item>
          {!isArchived && (
            <Menu.Item leftSection={<IconArchive size={16} aria-hidden />} onClick={archive}>
              {t('segments.archive')}
            </Menu.Item>
          )}
          <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void askAndDelete()}>
            {t('segments.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isArchived ? (
        <Button leftSection={<IconArchiveOff size={16} aria-hidden />} onClick={restore}>
          {t('segments.restore')}
        </Button>
      ) : (
        <Button component={Link} to={`/segments/${segment.id}/edit`} leftSection={<IconPencil size={16} aria-hidden />}>
          {t('segments.edit')}
        </Button>
      )}
    </>
  );
}
