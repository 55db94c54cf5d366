import { describe, expect, it } from '@jest/globals';
import { compileTemplate } from './compile-template.js';
import { renderContext } from './testing/render-context.js';

/** A contact that counts how often its name is read. */
function countingContact(name: string): { readonly contact: Record<string, unknown>; reads: number } {
  const counter = {
    reads: 0,
    contact: {
      get first_name() {
        counter.reads += 1;
        return name;
      },
    },
  };
  return counter;
}

describe('a value that stands in a mail more than once', () => {
  const html = '<p title="{{contact.first_name}}">{{contact.first_name}}, {{contact.first_name}}</p>'.repeat(20);

  it('is read once for each way of writing it, and written for each place', async () => {
    const template = await compileTemplate({ subject: '{{contact.first_name}}', html });
    const counter = countingContact('Zoë <b> & "Co"');
    const mail = template.render(renderContext({ contact: counter.contact }));
    expect(mail.subject).toBe('Zoë <b> & "Co"');
    expect(mail.html).toContain(
      '<p title="Zoë &lt;b&gt; &amp; &quot;Co&quot;">Zoë &lt;b&gt; &amp; &quot;Co&quot;, Zoë',
    );
    expect(mail.text).toContain('Zoë <b> & "Co", Zoë <b> & "Co"');
    expect(counter.reads).toBeLessThanOrEqual(4);
  });

  it("is each reader's own: nothing of a mail is left in the next one", async () => {
    const template = await compileTemplate({ subject: 'Hi', html });
    const textFor = (name: string): string => template.render(renderContext({ contact: { first_name: name } })).text;
    expect([textFor('Ada'), textFor('Bob')]).toEqual([
      expect.stringContaining('Ada, Ada'),
      expect.stringContaining('Bob, Bob'),
    ]);
  });

  it('tells helpers with other arguments apart, and the items of a loop', async () => {
    const template = await compileTemplate({
      subject: 'Hi',
      html:
        '<p>{{default contact.nick "a"}} {{default contact.nick "b"}} {{default contact.nick 1}} {{default contact.nick "1"}} ' +
        '{{upper contact.first_name}} {{lower contact.first_name}}</p>' +
        '{{#each event.items}}<p>{{this.name}} {{upper this.name}} {{contact.first_name}}</p>{{/each}}',
    });
    const context = renderContext({ contact: { first_name: 'Ada' }, event: { items: [{ name: 'x' }, { name: 'y' }] } });
    const { text } = template.render(context);
    expect(text).toContain('a b 1 1 ADA ada');
    expect(text).toContain('x X Ada');
    expect(text).toContain('y Y Ada');
  });
});
