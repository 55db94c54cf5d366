import { describe, expect, it } from '@jest/globals';
import { parseReturnedMail } from './parse-returned-mail.js';
import type { ReturnKind } from './returned-mail.js';
import { OUR_MESSAGE_ID, VERP, writeNotice } from './testing/write-report.js';

const UTF8 = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8'];

type LocalNotice = readonly [language: string, subject: string, before: string, after: string, kind: ReturnKind];

/** What mail servers say in the language of their users: before the address, and after it. */
const NOTICES: readonly LocalNotice[] = [
  ['French', 'Non remis : News', 'Échec de remise à :', 'La boîte aux lettres est saturée.', 'mailbox_full'],
  ['Polish', 'Niedostarczalne: News', 'Błąd dla adresata:', 'Skrzynka adresata jest pełna.', 'mailbox_full'],
  ['Russian', 'Не удается доставить: News', 'Получатель:', 'Почтовый ящик получателя заполнен.', 'mailbox_full'],
  ['Japanese', '配信不能: News', '次の受信者:', 'メールボックスが一杯です。', 'mailbox_full'],
  ['Korean', '메일 발송 실패 안내', '받는 사람', '메일함 용량이 초과되었습니다.', 'mailbox_full'],
  ['Chinese, traditional', '郵件退回通知', '無法送達下列收件人：', '原因：信箱已滿', 'mailbox_full'],
  ['Norwegian', 'Kan ikke leveres: News', 'Mislyktes til:', 'Mottakerens postboks er full.', 'mailbox_full'],
  ['Czech', 'Nedoručitelné: News', 'Nezdařilo se:', 'Schránka příjemce je plná.', 'mailbox_full'],
  ['Italian', 'Recapito ritardato: News', 'Il recapito è in ritardo:', 'Non inviare di nuovo.', 'delayed'],
  ['Polish', 'Opóźnienie dostarczenia: News', 'Opóźnione:', 'Nie trzeba wysyłać ponownie.', 'delayed'],
  ['Japanese', '配信遅延: News', '配信が遅れています:', '再送信する必要はありません。', 'delayed'],
  ['Russian', 'Доставка задерживается: News', 'Получатель:', 'Повторная отправка не нужна.', 'delayed'],
  ['German', 'Hinweis', 'Es gibt ein vorübergehendes Problem mit:', 'Die Zustellung geht weiter.', 'delayed'],
  ['French', 'Avis', 'Un problème temporaire :', 'De nouvelles tentatives suivront.', 'delayed'],
  ['Spanish', 'Aviso', 'Problema temporal al entregar a:', 'Se volverá a intentar.', 'delayed'],
  ['Japanese', '通知', '一時的な問題が発生しました:', '再試行します。', 'delayed'],
  ['German', 'Übermittelt: News', 'Die Zustellung an folgende Empfänger ist abgeschlossen:', '', 'delivered'],
  ['French', 'Remis : News', 'Votre message a été remis à :', '', 'delivered'],
  ['Spanish', 'Entregado: News', 'El mensaje se entregó a:', '', 'delivered'],
  ['English', 'Relayed: News', 'Delivery to these recipients or groups is complete, without notice:', '', 'delivered'],
  ['Spanish', 'No entregado: News', 'El mensaje no se entregó a:', '', 'hard'],
  ['French', 'Non remis : News', 'Le message n’a pas été remis à :', '', 'hard'],
  ['Portuguese', 'Não entregue: News', 'A mensagem não foi entregue a:', '', 'hard'],
  ['Polish', 'Niedostarczone: News', 'Wiadomość nie została dostarczona do:', '', 'hard'],
  ['Russian', 'Не доставлено: News', 'Письмо не было доставлено:', '', 'hard'],
  ['Japanese', '配信不能: News', '次の受信者に配信されませんでした:', '', 'hard'],
];

describe('words of local servers', () => {
  it.each(NOTICES)('%s: %s', (_language, subject, before, after, kind) => {
    const text = `${before}\n\nada@reader.example\n${after}\n`;
    const returned = parseReturnedMail(writeNotice({ from: 'postmaster@reader.example', subject, text, head: UTF8 }));
    expect({ kind: returned.kind, addresses: returned.recipients.map(({ address }) => address) }).toEqual({
      kind,
      addresses: ['ada@reader.example'],
    });
  });
});

/** Subjects of programs that answer for people; none is encoded, as many programs leave them. */
const AWAY = [
  ...['Automatic reply: News', 'Réponse automatique : News', 'Autoodpowiedź: News', 'Odpowiedź automatyczna: News'],
  ...['Automatická odpověď: News', 'Automatická odpoveď: News', 'Automatikus válasz: News', 'Răspuns automat: News'],
  ...['Automaattinen vastaus: News', 'Otomatik yanıt: News', 'Αυτόματη απάντηση: News', 'תשובה אוטומטית: News'],
  ...['رد تلقائي: News', 'Автоматический ответ: News', 'Автоматична відповідь: News', 'Samodejni odgovor: News'],
  ...['自動応答: News', '自动答复: News', '자동 회신: News', 'Fraværsmelding: News', 'Re: News (Automatic reply)'],
];

describe('away, by the subject alone', () => {
  it.each(AWAY)('%s', (subject) => {
    const text = 'ada@reader.example: user unknown, mailbox full.';
    const returned = parseReturnedMail(writeNotice({ from: 'Ada <ada@reader.example>', subject, text, head: UTF8 }));
    expect(returned).toMatchObject({ kind: 'auto_reply', reason: 'vacation', recipients: [] });
  });

  it('is not the report of a server, whose subject it repeats', () => {
    const head = ['Auto-Submitted: auto-replied', 'Return-Path: <>', ...UTF8];
    const subject = 'Automatic reply: your mail about undeliverable post';
    const text = 'Nobody reads this. Mail to ada@reader.example was not delivered.';
    const returned = parseReturnedMail(writeNotice({ from: 'Ada <ada@reader.example>', subject, text, head }));
    expect(returned).toMatchObject({ kind: 'auto_reply', recipients: [] });
  });

  it('may be told by nothing but the null sender', () => {
    const head = ['Return-Path: <>', `In-Reply-To: <${OUR_MESSAGE_ID}>`];
    const text = 'Back on Monday. Please write to bob@reader.example.';
    const returned = parseReturnedMail(writeNotice({ from: 'ada@reader.example', subject: 'Re: News', text, head }));
    expect(returned).toMatchObject({ kind: 'auto_reply', reason: 'vacation' });
  });
});

describe('a program that answers, by the marks of its own that it leaves', () => {
  const parse = (mark: string) => {
    const head = [`In-Reply-To: <${OUR_MESSAGE_ID}>`, mark];
    return parseReturnedMail(writeNotice({ from: 'ada@reader.example', subject: 'Re: News', text: 'Away.', head }));
  };

  it.each([
    ...['X-Autoreply: yes', 'X-AutoReply-From: ada@reader.example', 'X-Autoreply-Domain: reader.example'],
    ...['X-Autogenerated: Reply', 'X-Autorespond: News', 'X-FC-MachineGenerated: true', 'Precedence: auto_reply'],
    ...['X-POST-MessageClass: 9; Autoresponder', 'Preference: auto_reply', 'Delivered-To: Autoresponder'],
  ])('%s', (mark) => {
    expect(parse(mark)).toMatchObject({ kind: 'auto_reply', reason: 'vacation' });
  });

  it.each(['X-Autoreply: no', 'X-FC-MachineGenerated: false', 'Auto-Submitted: no'])('but not by %s', (mark) => {
    expect(parse(mark).kind).toBe('reply');
  });
});

describe('a person who answers', () => {
  it.each(['AW: Urlaub am Meer ab 99 Euro', 'Re: Are you on holiday yet?', 'Re: Please confirm your subscription'])(
    'is a person, whatever our subject was: %s',
    (subject) => {
      const head = [`In-Reply-To: <${OUR_MESSAGE_ID}>`];
      const returned = parseReturnedMail(writeNotice({ from: 'ada@reader.example', subject, text: 'Yes!', head }));
      expect(returned).toMatchObject({ kind: 'reply', recipients: [] });
    },
  );
});

describe('bytes beyond ASCII in a header', () => {
  it('are UTF-8 where they can be', () => {
    const raw = writeNotice({ from: 'Zoë <zoe@reader.example>', subject: 'Grüße', text: 'Hello.' });
    expect(parseReturnedMail(raw)).toMatchObject({ from: 'Zoë <zoe@reader.example>', subject: 'Grüße' });
  });

  it('are Latin-1 where they can not', () => {
    const raw = Buffer.from(`From: ada@reader.example\r\nTo: ${VERP}\r\nSubject: Gr\xfc\xdfe\r\n\r\nHello.`, 'latin1');
    expect(parseReturnedMail(raw).subject).toBe('Grüße');
  });
});
