import { describe, expect, it } from '@jest/globals';
import {
  currentRequestId,
  leadingRequestIds,
  nameRequests,
  requestBehind,
  requestsBehind,
  withLogContext,
  withRequestsOf,
} from './request-context.js';

const ROWS = [
  { contactId: 1, requestId: 'one' },
  { contactId: 2, requestId: 'other' },
  { contactId: 2, requestId: 'later' },
  { contactId: 2, requestId: null },
  { contactId: 3, requestId: null },
];

describe('the request behind something', () => {
  it('is the one that led here, the first of several', () => {
    withLogContext({ requestId: 'first', requestIds: ['first', 'second'] }, () => {
      expect(currentRequestId()).toBe('first');
      expect(requestBehind(1)).toBe('first');
      expect([...requestsBehind()]).toEqual(['first', 'second']);
    });
  });

  it('is that of the rows at work, by contact the last one, and nobody where the rows say so', async () => {
    await withLogContext({ requestId: 'job' }, () =>
      withRequestsOf(ROWS, async () => {
        await Promise.resolve();
        expect([1, 2, 3, 4].map(requestBehind)).toEqual(['one', 'later', null, null]);
        expect([...requestsBehind()]).toEqual(ROWS.map(({ requestId }) => requestId));
        expect(leadingRequestIds()).toEqual(['job']);
      }),
    );
  });

  it('is nobody where nothing is known, and forgets the rows when other work begins', () => {
    expect(requestBehind(1)).toBeNull();
    expect([...requestsBehind()]).toEqual([]);
    withRequestsOf(ROWS, () => {
      withLogContext({ requestId: 'next' }, () => {
        expect(requestBehind(1)).toBe('next');
      });
    });
  });
});

describe('the name of requests', () => {
  it('is request_id for one, request_ids for several, and left out for none', () => {
    expect([[], ['a'], ['a', 'b']].map(nameRequests)).toEqual([{}, { request_id: 'a' }, { request_ids: ['a', 'b'] }]);
  });
});
