import { compileMessage, type OutgoingMail } from '#libs/delivery';

const MESSAGE = compileMessage({
  from: { name: 'Hearth & Home', address: 'news@shop.example' },
  list: { id: 'newsletter.shop.example', name: 'Newsletter' },
  feedbackId: { campaign: '1', customer: 'shop', type: 'campaign', senderId: 'tidings' },
});
const TEXT = 'A line of the text part, about as long as people write them.\r\n'.repeat(20);
const ROW = `<tr><td style="padding:10px 25px;font-family:Arial,sans-serif;color:#333333">A paragraph – “quoted” – of the kind
that newsletters have, with <a href="https://t.shop.example/t/c/AAECAwQFBgcICQoLDA0ODxAREhM.1">a link</a>.</td></tr>\n`;
const ROWS = ROW.repeat(41);

/** A personalised mail of some 14 KB, all but the rendering of its template done. */
export function makeMail(key: number): OutgoingMail {
  const name = `Reader ${String(key)}`;
  const filled = MESSAGE.fill({
    to: { name, address: `r${String(key)}@reader.example` },
    subject: `${name}, the news of this week`,
    date: new Date(),
    messageId: `${String(key)}.k3j4h5@shop.example`,
    text: `Hello ${name}!\r\n${TEXT}`,
    html: `<!doctype html><html lang="en"><body><p>Hello ${name}!</p><table>${ROWS}</table></body></html>`,
    unsubscribe: { url: `https://t.shop.example/u/AAECAwQFBgcICQoLDA0ODxAREhM${String(key)}` },
  });
  return {
    key,
    from: `bounces+abcdefghijklmnopqrstuvwxyz${String(key)}@b.example`,
    to: `r${String(key)}@reader.example`,
    ...filled,
  };
}

export function* makeMails(size: number): Generator<OutgoingMail> {
  for (let key = 0; key < size; key += 1) yield makeMail(key);
}
