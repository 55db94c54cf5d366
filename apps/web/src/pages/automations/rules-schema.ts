import './test-words';

import type { JsonSchema } from '../../api/registry';
import { t } from '../../messages';
import type { MessageKey } from '../../messages';

const again = ['never', 'after_exit', 'always'] as const;

type RuleKey =
  Extract<MessageKey, `automations.rules.${string}`> extends `automations.rules.${infer Name}` ? Name : never;

const text = (name: RuleKey) => ({ title: t(`automations.rules.${name}`) });

/** The members of an automation's document beside triggers and steps, as the contract has them. */
export const RULES: JsonSchema = {
  type: 'object',
  properties: {
    filter: { control: 'condition', ...text('filter') },
    entry: {
      type: 'object',
      ...text('entry'),
      properties: {
        again: { ...text('again'), anyOf: again.map((value) => ({ const: value, ...text(value) })) },
        cooldown: { type: 'string', control: 'duration', ...text('cooldown') },
        key: { type: 'string', ...text('key'), description: t('automations.rules.keyHelp') },
        limit: { type: 'integer', minimum: 1, ...text('limit') },
      },
    },
    goal: {
      type: 'object',
      ...text('goal'),
      properties: {
        condition: { control: 'condition', ...text('goalCondition') },
        value_from: { type: 'string', ...text('goalValue'), description: t('automations.rules.goalValueHelp') },
      },
    },
    exit: {
      type: 'object',
      ...text('exit'),
      properties: { condition: { control: 'condition', ...text('exitCondition') } },
    },
    sends: {
      type: 'object',
      ...text('sends'),
      properties: {
        topic: { type: 'string', control: 'topic', ...text('topic') },
        sender_id: { type: 'integer', control: 'sender', ...text('sender') },
      },
    },
    test: {
      type: 'object',
      title: t('testContacts.title'),
      properties: {
        contacts: {
          type: 'array',
          control: 'contacts',
          title: t('testContacts.contacts'),
          description: t('testContacts.contactsHelp'),
        },
        wait: {
          type: 'string',
          control: 'duration',
          title: t('testContacts.wait'),
          description: t('testContacts.waitHelp'),
        },
      },
    },
  },
};
