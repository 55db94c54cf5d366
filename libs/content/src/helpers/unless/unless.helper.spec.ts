import { describe, expect, it } from '@jest/globals';
import { print } from '../../testing/print.js';

describe('unless', () => {
  it('shows its content when the value is not there', async () => {
    const source = '{{#unless contact.phone}}none{{else}}some{{/unless}}';
    expect(await print(source)).toBe('none');
    expect(await print(source, { phone: '1' })).toBe('some');
  });

  it('counts 0 as there with includeZero', async () => {
    expect(await print('{{#unless contact.x includeZero=true}}none{{/unless}}', { x: 0 })).toBe('');
  });
});
