import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CredentialSeal } from './credential-seal.js';
import { SecretRing } from './secret-ring.js';

const [OLD, NEW] = ['o'.repeat(32), 'n'.repeat(32)];
const old = new CredentialSeal(new SecretRing([OLD]));
const fresh = new CredentialSeal(new SecretRing([NEW]));
const rotated = new CredentialSeal(new SecretRing([NEW, OLD]));
const isPassword = (name: string): boolean => name === 'password';

describe('a seal of credentials', () => {
  it('gives back any JSON value, and shows nothing of it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const sealed = old.seal(value);
        expect(sealed).toMatch(/^sealed:[\w-]{11}:[A-Za-z0-9+/]+=*$/);
        // What JSON has no letters for (-0) is as JSON writes it.
        expect(old.open(sealed)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(old.seal('correct horse')).not.toContain(Buffer.from('correct horse').toString('base64').slice(0, 12));
    expect(old.seal('same')).not.toBe(old.seal('same'));
  });

  it('takes a text that looks sealed for the password that it is', () => {
    const stolen = old.seal('the secret of somebody else');
    for (const given of [stolen, 'sealed:', 'sealed:x', `sealed:${'a'.repeat(11)}:AAAA`]) {
      const { password } = old.sealSettings({ password: given }, isPassword);
      expect(password).not.toBe(given);
      expect(old.openSettings({ password }, isPassword, 'settings')).toEqual({ password: given });
    }
  });

  it('opens nothing but what is named as secret: a sealed text in another setting stays one', () => {
    const stolen = old.seal('the secret of somebody else');
    const settings = old.sealSettings({ username: stolen, password: 'own' }, isPassword);
    expect(old.openSettings(settings, isPassword, 'settings')).toEqual({ username: stolen, password: 'own' });
  });

  it('takes what an older version has stored as it is, also when it begins like a seal', () => {
    const plain = [
      'hunter2',
      '',
      'sealed:',
      'sealed:short:AAAA',
      `sealed:${'a'.repeat(11)}:not base64!`,
      7,
      null,
      ['x'],
    ];
    for (const password of plain) {
      expect(old.openSettings({ password }, isPassword, 'settings')).toEqual({ password });
    }
  });

  it('opens under any secret of the ring, and renews what another than the first has sealed', () => {
    const settings = old.sealSettings({ host: 'mail.example', password: 'hunter2' }, isPassword);
    expect(rotated.openSettings(settings, isPassword, '')).toEqual({ host: 'mail.example', password: 'hunter2' });
    const renewed = rotated.renewSettings(settings, isPassword);
    expect(fresh.openSettings(renewed, isPassword, '')).toEqual({ host: 'mail.example', password: 'hunter2' });
    expect(rotated.renewSettings(renewed, isPassword)).toEqual(renewed);
    const plain = rotated.renewSettings({ host: 'mail.example', password: 'hunter2' }, isPassword);
    expect(plain).toEqual({ host: 'mail.example', password: expect.stringMatching(/^sealed:/) });
  });

  it('says where a secret is lost, what to do, and leaves it as it is', () => {
    const settings = old.sealSettings({ host: 'mail.example', password: 'hunter2' }, isPassword);
    expect(fresh.renewSettings(settings, isPassword)).toEqual(settings);
    expect(() => fresh.openSettings(settings, isPassword, 'transport.settings')).toThrow(
      expect.objectContaining({
        code: 'credential.unreadable',
        message: expect.stringMatching(/^transport\.settings\.password: .*enter it again.*TIDINGS_SECRET_PREVIOUS/),
        errors: [{ path: 'transport.settings.password', message: expect.any(String) }],
      }),
    );
  });

  it('opens nothing that was cut, changed or sealed for another purpose', () => {
    const sealed = old.seal('hunter2');
    const changed = sealed.replace(/.(?=.{8}$)/, (letter) => (letter === 'A' ? 'B' : 'A'));
    const foreign = sealed.slice(0, 19) + new SecretRing([OLD]).seal('webhooks', '"hunter2"');
    for (const broken of [sealed.slice(0, -8), changed, foreign, `sealed:${'a'.repeat(11)}:AAAA`]) {
      expect(old.opens(broken)).toBe(false);
      expect(() => old.open(broken)).toThrow(expect.objectContaining({ code: 'credential.unreadable' }));
    }
  });

  it('is opened by a secret that signs nothing any more', () => {
    const ring = new SecretRing([NEW], [OLD]);
    const seal = new CredentialSeal(ring);
    expect(seal.open(old.seal('hunter2'))).toBe('hunter2');
    expect(fresh.open(seal.renew(old.seal('hunter2')))).toBe('hunter2');
    expect(ring.verify('links', 'text', new SecretRing([OLD]).sign('links', 'text'))).toBe(false);
  });
});
