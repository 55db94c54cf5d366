import { defineCondition } from '../../leaves/define-condition.js';
import { describeValue } from '../../operators/describe-operand.js';
import {
  checkPropertyTest,
  describePropertyTest,
  eventValue,
  propertyTestSchema,
  propertyTestSql,
  type PropertyTest,
} from '../../properties/property-leaf.js';

export const trigger = defineCondition<PropertyTest>({
  type: 'trigger',
  label: 'Event that enrolled',
  description: 'A property of the event by which the contact came into the automation.',
  params: propertyTestSchema,
  scopes: ['automation', 'event'],
  check: (params, _data, scope) => checkPropertyTest(params, scope),
  reads: () => [],
  toSql: (params, sql) => ({
    test: propertyTestSql(params, eventValue, sql),
    fact: `${sql.subject('event')} -> ${sql.param(params.property, 'text')}`,
  }),
  explain: (params, fact) => `The event's ${describePropertyTest(params)}: is ${describeValue(fact)}`,
});
