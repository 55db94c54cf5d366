import { describe, expect, it } from '@jest/globals';
import { joinConsents, joinTags, placeIsKept, winnerOf } from '../../apps/web/src/pages/audience/merge-outcome.js';

type Person = Parameters<typeof joinTags>[0];

const contact = (more: Partial<Person>): Person => ({ tags: [], consents: {}, ...more });

describe('what the page says will become of two contacts', () => {
  it('the kept one’s value stays, what it lacks comes from the other one', () => {
    expect([
      winnerOf('a', 'b'),
      winnerOf(null, 'b'),
      winnerOf('', 0),
      winnerOf(false, 'b'),
      winnerOf(null, null),
    ]).toEqual(['kept', 'merged', 'merged', 'kept', 'none']);
    expect([placeIsKept(contact({ latitude: 0 })), placeIsKept(contact({}))]).toEqual([true, false]);
    expect(joinTags(contact({ tags: ['a', 'b'] }), contact({ tags: ['b', 'c'] }))).toEqual(['a', 'b', 'c']);
  });

  it('of consents the stricter stands, whichever of the two stays', () => {
    const one = contact({ consents: { news: 'subscribed', offers: 'complained', own: 'subscribed' } });
    const two = contact({ consents: { news: 'unsubscribed', offers: 'unsubscribed', theirs: 'unconfirmed' } });
    const expected = [
      { topic: 'news', status: 'unsubscribed', how: 'stricter', other: 'subscribed', loses: true },
      { topic: 'offers', status: 'complained', how: 'stricter', other: 'unsubscribed', loses: false },
      { topic: 'own', status: 'subscribed', how: 'only', other: undefined, loses: false },
      { topic: 'theirs', status: 'unconfirmed', how: 'only', other: undefined, loses: false },
    ];
    expect(joinConsents(one, two)).toEqual(expected);
    expect(joinConsents(two, one)).toEqual(expected);
    expect(joinConsents(one, one)[0]).toMatchObject({ how: 'same', loses: false });
  });
});
