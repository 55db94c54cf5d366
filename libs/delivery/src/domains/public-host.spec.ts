import { describe, expect, it } from '@jest/globals';
import { publicHostOf } from './public-host.js';

describe('the public name of an installation', () => {
  it.each([
    ['https://mail.shop.example', 'mail.shop.example'],
    ['https://Mail.Shop.example:8443/tidings', 'mail.shop.example'],
    ['https://homelab.example', 'homelab.example'],
    ['http://localhost:3000', null],
    ['http://tidings', null],
    ['http://192.0.2.1:3000', null],
    ['http://[2001:db8::1]', null],
    ['http://tidings.local', null],
    ['http://nas.fritz.home.arpa', null],
    ['http://app.internal', null],
    ['http://a.localhost', null],
  ])('of %s is %s', (url, host) => {
    expect(publicHostOf(url)).toBe(host);
  });
});
