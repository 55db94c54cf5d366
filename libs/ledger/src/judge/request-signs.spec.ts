import { describe, expect, it } from '@jest/globals';
import { requestSigns } from './request-signs.js';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

describe('who asks, by the name that it gives itself', () => {
  it.each([
    'curl/8.5.0',
    'Wget/1.21.4',
    'python-requests/2.31.0',
    'Python-urllib/3.11',
    'Go-http-client/2.0',
    'axios/1.7.2',
    `Mozilla/5.0 (X11; Linux x86_64) ${CHROME.replace('Chrome', 'HeadlessChrome')}`,
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'facebookexternalhit/1.1',
  ])('is a program: %s', (userAgent) => {
    expect(requestSigns('clicked', null, userAgent)).toEqual(['program']);
  });

  it.each([
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`,
    `Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20 PRO) ${CHROME}`,
    `Mozilla/5.0 (Linux; Android 11; CUBOT) ${CHROME}`,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  ])('is a person, as far as the name tells: %s', (userAgent) => {
    expect(requestSigns('clicked', null, userAgent)).toEqual([]);
  });
});
