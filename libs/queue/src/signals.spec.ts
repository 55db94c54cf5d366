import { describe, expect, it } from '@jest/globals';
import { createLogger, withLogContext, withRequestsOf } from '#libs/kernel';
import type { Queue } from 'bullmq';
import type { JobEnvelope, JobName, QueueName } from './job-catalogue.js';
import { handleJob } from './job-handler.js';
import { Signals } from './signals.js';

interface Added {
  readonly name: string;
  readonly data: JobEnvelope;
}

/** Signals whose jobs are kept here instead of in a queue. What waits is added when they are shut down. */
function openSignals(): { signals: Signals; added: Added[] } {
  const added: Added[] = [];
  const queue = {
    add: (name: string, data: JobEnvelope) => {
      added.push({ name, data });
      return Promise.resolve();
    },
  } as unknown as Queue;
  const queues = new Map<QueueName, Queue>([
    ['delivery', queue],
    ['changes', queue],
  ]);
  return { signals: new Signals(queues, createLogger('test', 'silent')), added };
}

/** Signals from each of the requests, all within one moment, and the jobs that come of it. */
async function jobsFrom(work: (signals: Signals) => void): Promise<Added[]> {
  const { signals, added } = openSignals();
  work(signals);
  await signals.beforeApplicationShutdown();
  return added;
}

const asRequest = (requestId: string, work: () => void): void => {
  withLogContext({ requestId }, work);
};

describe('a signal', () => {
  it('names the request that it comes from', async () => {
    const jobs = await jobsFrom((signals) => {
      asRequest('one', () => {
        signals.signal('delivery.send', {});
      });
    });
    expect(jobs).toEqual([{ name: 'delivery.send', data: { payload: {}, request_id: 'one' } }]);
  });

  it('names nobody when nobody asked, as the sweeper', async () => {
    const jobs = await jobsFrom((signals) => {
      signals.signal('delivery.send', {});
    });
    expect(jobs).toEqual([{ name: 'delivery.send', data: { payload: {} } }]);
  });

  it('keeps the requests of all that it is made one with, each once, and those of another kind apart', async () => {
    const jobs = await jobsFrom((signals) => {
      for (const id of ['one', 'other', 'one']) {
        asRequest(id, () => {
          signals.signal('delivery.send', {});
        });
      }
      signals.signal('delivery.send', {});
      asRequest('third', () => {
        signals.signal('changes.route', {});
      });
    });
    expect(jobs).toEqual([
      { name: 'delivery.send', data: { payload: {}, request_ids: ['one', 'other'] } },
      { name: 'changes.route', data: { payload: {}, request_id: 'third' } },
    ]);
  });

  it('names those behind the rows that wait, not the one at work', async () => {
    const jobs = await jobsFrom((signals) => {
      asRequest('at-work', () => {
        signals.signal('delivery.send', {}, ['one', null, 'other', 'one']);
        signals.signal('changes.route', {}, [null]);
      });
    });
    expect(jobs.map(({ data }) => data)).toEqual([{ payload: {}, request_ids: ['one', 'other'] }, { payload: {} }]);
  });

  it('names those behind the rows at work when it is not told', async () => {
    const rows = [
      { contactId: 1, requestId: 'one' },
      { contactId: 2, requestId: null },
    ];
    const jobs = await jobsFrom((signals) => {
      asRequest('at-work', () => {
        withRequestsOf(rows, () => {
          signals.signal('delivery.send', {});
        });
      });
    });
    expect(jobs.map(({ data }) => data)).toEqual([{ payload: {}, request_id: 'one' }]);
  });

  it('names no more than the first 20', async () => {
    const ids = Array.from({ length: 50 }, (_none, n) => `request-${String(n)}`);
    const jobs = await jobsFrom((signals) => {
      signals.signal('delivery.send', {}, ids.slice(0, 15));
      signals.signal('delivery.send', {}, ids.slice(15));
    });
    expect(jobs.map(({ data }) => data.request_ids)).toEqual([ids.slice(0, 20)]);
  });
});

describe('a job', () => {
  /** What a job signals, which leads it as `envelope` says. */
  const signalledBy = (data: JobEnvelope): Promise<Added[]> => {
    const { signals, added } = openSignals();
    const name: JobName = 'changes.route';
    return handleJob({ name, data }, name, async () => {
      signals.signal('delivery.send', {});
      await signals.beforeApplicationShutdown();
    }).then(() => added);
  };

  it('hands all requests that led to it on to the next', async () => {
    const request_ids = ['one', 'other'];
    expect(await signalledBy({ payload: {}, request_ids })).toMatchObject([{ data: { request_ids } }]);
    expect(await signalledBy({ payload: {}, request_id: 'one' })).toMatchObject([{ data: { request_id: 'one' } }]);
  });

  it('that the sweeper led to is known by an id of its own from there on', async () => {
    const [next] = await signalledBy({ payload: {} });
    expect(next?.data.request_id).toMatch(/^[\da-f-]{36}$/);
  });
});
