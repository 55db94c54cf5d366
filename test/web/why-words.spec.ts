import { describe, expect, it } from '@jest/globals';
import { FACTS } from '#libs/ledger';
import { whyFacts } from '../../apps/web/src/messages/en/why-facts.js';

function flatten(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([name, word]: [string, unknown]): [string, string][] => {
    const own = path === '' ? name : `${path}.${name}`;
    return typeof word === 'string' ? [[own, word]] : flatten(word as object, own);
  });
}

const valuesIn = (sentence: string): string[] => (sentence.match(/\{\w+\}/g) ?? []).sort();

describe('the words for why somebody got a mail or did not', () => {
  const catalogue = new Map(flatten(whyFacts));

  it('are in the catalogue of the web app for each fact that the API can tell, and for no other', () => {
    expect([...catalogue.keys()].sort()).toEqual(Object.keys(FACTS).sort());
  });

  it.each(Object.entries(FACTS))('ask for the same values in %s', (code, sentence) => {
    expect(valuesIn(catalogue.get(code) ?? '')).toEqual(valuesIn(sentence));
  });
});
