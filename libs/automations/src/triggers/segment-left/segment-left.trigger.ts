import { z } from 'zod';
import { segmentId } from '../../definition/params.js';
import { defineTrigger } from '../define-trigger.js';

export const segmentLeft = defineTrigger({
  type: 'segment_left',
  label: 'Segment left',
  description: 'A contact no longer matches a segment.',
  params: z.object({ segment: segmentId }),
  refs: { segment: 'segment' },
  dimensions: ({ segment }) => [`segment:${segment}`],
  starts: (_params, { change }) => change.new === false,
  describe: ({ segment }) => ({ segment }),
});
