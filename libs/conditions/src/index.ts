export {
  ConditionEvaluator,
  type CompiledSet,
  type Condition,
  type ConditionProblem,
  type ConditionScope,
  type Subject,
} from './condition-evaluator.js';
