import { defineCheck, ok, warning } from './define-check.js';

const LOOPBACK = /^(localhost|127\.|\[?::1)/;

export const webAddressCheck = defineCheck({
  label: 'Web',
  run({ config }) {
    const url = new URL(config.publicUrl);
    if (LOOPBACK.test(url.hostname)) {
      const message = `links in mails lead to ${config.publicUrl}, which only this machine can open`;
      return Promise.resolve([config.env.SMTP_URL ? warning(`${message}. Set PUBLIC_URL.`) : ok(message)]);
    }
    if (url.protocol !== 'https:') {
      return Promise.resolve([
        warning(`PUBLIC_URL is not https: one-click unsubscribe (RFC 8058) needs it. Put a TLS proxy in front.`),
      ]);
    }
    return Promise.resolve([ok(`links in mails lead to ${config.publicUrl}`)]);
  },
});
