import { useChange, useCreate, useRemove, useShortList } from './resource';

export interface Topic {
  id: number;
  name: string;
  slug: string;
}

/** Consent to tracking is kept as a topic, but nobody can mail on it. */
export const TRACKING_TOPIC = 'tracking';

export const useTopics = () => useShortList<Topic>('topics');
export const useCreateTopic = () => useCreate<Topic, { name: string; slug?: string }>('topics');
export const useChangeTopic = () => useChange<Topic, { name: string }>('topics');
export const useRemoveTopic = () => useRemove('topics');
