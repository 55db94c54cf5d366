import { describe, expect, it } from '@jest/globals';
import { readConfig } from './read-config.js';

describe('the environment', () => {
  it.each([
    ['PORT', 'abc', 'must be a whole number from 0 to 65535'],
    ['PORT', '70000', 'must be a whole number from 0 to 65535'],
    ['TIDINGS_WORKERS', '1.5', 'must be a whole number from 1 to 64'],
    ['TIDINGS_ADMIN_EMAIL', 'me', 'must be an email address'],
    // Taken, it would fail with each request that is compared with it.
    ['PUBLIC_URL', 'https://', 'must name a host'],
    ['PUBLIC_URL', 'mail.example.com', 'must start with http:// or https://'],
  ])('names %s when it is %s, and says what it must be', (name, value, message) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name}: ${message}`);
  });
});
