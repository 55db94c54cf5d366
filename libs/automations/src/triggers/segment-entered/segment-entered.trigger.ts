import { z } from 'zod';
import { segmentId } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';
import { inSegment } from '../past-audience.js';

export const segmentEntered = defineTrigger({
  type: 'segment_entered',
  label: 'Segment entered',
  description: 'A contact begins to match a segment. Those who are in it already do not start.',
  params: z.object({ segment: segmentId }),
  refs: { segment: 'segment' },
  dimensions: ({ segment }) => [`segment:${segment}`],
  starts: (_params, { change }) => change.new === true,
  past: ({ segment }) => inSegment(segment),
  describe: ({ segment }) => ({ segment }),
});
