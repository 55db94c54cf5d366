import { expect, it } from '@jest/globals';
import { signCall, writeSecret } from './webhook-signature.js';

const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
// The example of the specification.
const call = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
};
const signature = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

it('signs as the specification does', () => {
  expect(signCall(call, [secret])).toEqual({
    'webhook-id': call.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  });
});

it('signs with the former secret as well, the present one first', () => {
  const both = signCall(call, [Buffer.alloc(32, 7), secret])['webhook-signature']?.split(' ');
  expect([both?.length, both?.[1]]).toEqual([2, signature]);
});

it('writes a secret as receivers know it', () => {
  expect(writeSecret(secret)).toBe('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
});
