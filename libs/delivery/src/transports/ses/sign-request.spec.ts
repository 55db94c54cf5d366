import { describe, expect, it } from '@jest/globals';
import { signRequest } from './sign-request.js';

// AWS Signature Version 4 test suite (aws-sig-v4-test-suite): key, time and expected signatures are its own.
const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const now = new Date('2015-08-30T12:36:00Z');
const scope = { region: 'us-east-1', service: 'service' };
const sign = (method: string, path: string, headers: Record<string, string> = {}, body = '') =>
  signRequest({ method, url: `https://example.amazonaws.com${path}`, headers, body }, key, scope, now).authorization;

describe('Signature Version 4', () => {
  it.each([
    ['get-vanilla', 'GET', '/', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      ...(['GET', '/?Param2=value2&Param1=value1', {}, ''] as const),
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    ['post-vanilla', 'POST', '/', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'post-x-www-form-urlencoded',
      ...(['POST', '/', { 'content-type': 'application/x-www-form-urlencoded' }, 'Param1=value1'] as const),
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ] as const)('%s', (_name, method, path, headers, body, signature) => {
    expect(sign(method, path, headers, body).split('Signature=').at(-1)).toBe(signature);
  });

  it('names what is signed', () => {
    expect(sign('GET', '/')).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        'SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    );
  });

  it('signs the example of the manual (IAM ListUsers)', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    const url = 'https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08';
    const signed = signRequest({ method: 'GET', url, headers, body: '' }, key, { ...scope, service: 'iam' }, now);
    expect(signed.authorization).toMatch(/5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7$/);
  });

  it('signs the token of temporary keys', () => {
    const temporary = { ...key, sessionToken: 'token' };
    const request = { method: 'GET', url: 'https://example.amazonaws.com/', headers: {}, body: '' };
    const signed = signRequest(request, temporary, scope, now);
    expect(signed).toMatchObject({ 'x-amz-security-token': 'token' });
    expect(signed.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
  });
});
