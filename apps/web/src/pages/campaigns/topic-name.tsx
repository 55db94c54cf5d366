import { useTopics } from '../../api/topics';

/** The name of a topic as people know it; its slug until the list is there. */
export function TopicName({ slug }: { slug: string }) {
  return useTopics().data?.data.find((topic) => topic.slug === slug)?.name ?? slug;
}
