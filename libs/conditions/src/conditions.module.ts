import { Module } from '@nestjs/common';
import { ConditionEvaluator } from './condition-evaluator.js';
import { SqlConditionEvaluator } from './evaluate/sql-condition-evaluator.js';

/** Provides the evaluator. `registry` binds the list of leaves (CONDITIONS) and ConditionPlace. */
@Module({
  providers: [{ provide: ConditionEvaluator, useClass: SqlConditionEvaluator }],
  exports: [ConditionEvaluator],
})
export class ConditionsModule {}
