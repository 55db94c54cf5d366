export { event } from './conditions/event/event.condition.js';
