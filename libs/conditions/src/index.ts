export { sample } from './conditions/sample/sample.condition.js';
export { trigger } from './conditions/trigger/trigger.condition.js';
export {
  ConditionEvaluator,
  type ClauseVerdict,
  type CompiledSet,
  type Condition,
  type ConditionClause,
  type ConditionProblem,
  type ConditionReference,
  type ConditionScope,
  type ConditionSummary,
  type JudgeOptions,
  type Subject,
} from './condition-evaluator.js';
export { ConditionsModule } from './conditions.module.js';
export { ConditionPlace } from './evaluate/condition-place.js';
export { SqlConditionEvaluator } from './evaluate/sql-condition-evaluator.js';
export {
  CONDITIONS,
  defineCondition,
  type ConditionLeaf,
  type LeafProblem,
  type LeafReference,
  type LeafSql,
  type LookupPlace,
} from './leaves/define-condition.js';
export { describeTest, describeValue } from './operators/describe-operand.js';
export { zeroPasses } from './operators/number.operators.js';
export { type Operator, type SqlOperand, type SqlValue, type ValueType } from './operators/operator.js';
export { findOperator, OPERATORS } from './operators/operators.js';
export { checkOperand, parseReference, type Reference } from './operators/reference.js';
export {
  checkPropertyTree,
  describePropertyTree,
  eventValue,
  propertyTreeSchema,
  propertyTreeSql,
  type PropertySource,
  type PropertyTree,
} from './properties/property-leaf.js';
export { propertyOperator } from './properties/property-types.js';
export { type RelationSpec } from './sql/relation.js';
export { type SqlScope } from './sql/sql-scope.js';
export { foldedSql } from './sql/folded-text.js';
export {
  describePeriod,
  hasOnePeriod,
  ONE_PERIOD,
  type Period,
  periodNeedsZone,
  periodShape,
  periodSql,
  spansSql,
  windowStart,
} from './time/period.js';
export { momentSpans } from './time/moment-spans.js';
export {
  describeWindow,
  isNeverLonger,
  moveByWindow,
  parseTimeWindow,
  timeWindowSchema,
  windowInterval,
} from './time/time-window.js';
export { DEEPEST_TREE, leavesOf } from './tree/parse-tree.js';
export { jsonValue } from './values/json-value.js';
export { checkConditionShape } from './evaluate/check-shape.js';
