import { IsInt, Max, Min } from 'class-validator';
import { IsWholeText } from './whole-number.decorator.js';

/** The id of something; larger numbers are none that JSON keeps exactly, nor any that the database has. */
export function IsId(): PropertyDecorator {
  return (target, property) => {
    IsInt()(target, property);
    Min(1)(target, property);
    Max(Number.MAX_SAFE_INTEGER)(target, property);
  };
}

/** The same in a query, where everything is text. */
export function IsIdText(): PropertyDecorator {
  return (target, property) => {
    IsWholeText()(target, property);
    IsId()(target, property);
  };
}
