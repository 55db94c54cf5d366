import {
  contactCreated,
  date,
  emailReplied,
  eventTrigger,
  fieldChanged,
  manual,
  pageViewed,
  segmentEntered,
  segmentLeft,
  tagAdded,
  tagRemoved,
  topicSubscribed,
  topicUnsubscribed,
  type TriggerDefinition,
} from '#libs/automations';

/** What can start an automation, in the order in which the web app offers it. */
export const TRIGGERS: readonly TriggerDefinition[] = [
  eventTrigger,
  pageViewed,
  segmentEntered,
  segmentLeft,
  tagAdded,
  tagRemoved,
  fieldChanged,
  contactCreated,
  date,
  topicSubscribed,
  topicUnsubscribed,
  emailReplied,
  manual,
];
