import { describe, expect, it } from '@jest/globals';
import { DomainError } from '#libs/kernel';
import { plainReason } from './plain-reason.js';

const said = (code: string, message = `said ${code}`) => Object.assign(new Error(message), { code });

describe('why the members of a segment could not be worked out', () => {
  it.each([
    ['57014', 'longer than the database gives a statement'],
    ['53100', 'disk of the database is full'],
    ['53200', 'out of memory'],
    ['53400', 'ran short of'],
    ['2201B', 'pattern'],
    ['22003', 'number is too large'],
    ['22008', 'too far away'],
    ['22P02', 'can not be compared'],
    ['54001', 'too large for the database'],
    ['55P03', 'locked for too long'],
    ['40P01', 'changed the same contacts'],
    ['57P01', 'connection to the database was lost'],
    ['08006', 'connection to the database was lost'],
    ['ECONNRESET', 'connection to the database was lost'],
    ['XX000', 'could not work it out'],
  ])('is said in plain words, with what the database said as a detail: %s', (code, words) => {
    expect(plainReason(said(code))).toEqual({ reason: expect.stringContaining(words), detail: `said ${code}` });
    const wrapped = Object.assign(new Error('outer'), { driverError: said(code) });
    expect(plainReason(wrapped)).toMatchObject({ reason: expect.stringContaining(words), detail: 'outer' });
  });

  it('is what our own rules say where it is not the database', () => {
    const own = new DomainError('condition.invalid', 'condition.all[0]: “gone” is no kind of condition');
    expect(plainReason(own)).toEqual({ reason: own.message, detail: null });
    expect(plainReason(new Error('a\u0000b'))).toEqual({ reason: 'ab', detail: null });
    expect(plainReason('text')).toEqual({ reason: 'text', detail: null });
  });
});
