import { expect, it } from '@jest/globals';
import { rankInMoment, timelineId } from './timeline-page.js';

it('ids of entries never change, whatever becomes of the list of sources', () => {
  const sources = ['contact', 'note', 'consent', 'tag', 'event', 'segment', 'message'] as const;
  expect(sources.map((source) => timelineId(source, 'row.id'))).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map((number) => `(row.id * 32 + ${String(number)})`),
  );
  const later = [
    'message_event',
    'enrolment',
    'enrolment_step',
    'enrolment_end',
    'alert',
    'alert_done',
    'webhook',
    'merge',
    'unmerge',
  ] as const;
  expect(later.map((source) => timelineId(source, 'id'))).toEqual(
    [8, 9, 10, 11, 12, 13, 14, 15, 16].map((number) => `(id * 32 + ${String(number)})`),
  );
});

it('entries of one moment go by their source', () => {
  expect(rankInMoment(4711 * 32 + 1)).toBeLessThan(rankInMoment(3 * 32 + 4));
});
