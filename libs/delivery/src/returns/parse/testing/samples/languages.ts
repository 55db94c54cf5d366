import { TO, report, type ServerSample } from './sample.js';

export const LANGUAGES: readonly ServerSample[] = [
  {
    server: 'a Chinese server (NetEase), base64 and GB18030',
    raw: `From: Postmaster@163.example
${TO}
Subject: =?GB18030?B?z7XNs83L0MU=?=
Content-Type: text/plain; charset=gb18030
Content-Transfer-Encoding: base64

${Buffer.from([
  0xb1,
  0xa7,
  0xc7,
  0xb8,
  0xa3,
  0xac,
  0xc4,
  0xfa,
  0xb5,
  0xc4,
  0xd3,
  0xca,
  0xbc,
  0xfe,
  0xb1,
  0xbb,
  0xcd,
  0xcb,
  0xbb,
  0xd8,
  0xa1,
  0xa3,
  0x0a,
  ...Buffer.from('ada@163.example\n550 User not found: ada@163.example\n'),
]).toString('base64')}
`,
    kind: 'hard',
    addresses: ['ada@163.example'],
  },
  {
    server: 'a Japanese server (docomo), ISO-2022-JP',
    raw: `From: MAILER-DAEMON@docomo.example
${TO}
Subject: Undelivered Mail Returned to Sender
Content-Type: text/plain; charset=iso-2022-jp

<ada@docomo.example>: host mfsmax.docomo.example[203.138.1.1] said: 550 Unknown user
    ada@docomo.example (in reply to RCPT TO command)
\u001b$B08@h$,8+$D$+$j$^$;$s\u001b(B
`,
    kind: 'hard',
    addresses: ['ada@docomo.example'],
  },
  {
    server: 'a Brazilian server (UOL)',
    raw: `From: MAILER-DAEMON@uol.example
${TO}
Subject: =?utf-8?Q?Mensagem_n=C3=A3o_entregue?=
Content-Type: text/plain; charset=utf-8

A mensagem n\u00e3o p\u00f4de ser entregue para o destinat\u00e1rio abaixo:

ada@uol.example: usu\u00e1rio desconhecido
`,
    kind: 'hard',
    addresses: ['ada@uol.example'],
  },
  {
    server: 'an Italian server (Libero): the box is full',
    raw: `From: Mail Delivery Subsystem <mailer-daemon@libero.example>
${TO}
Subject: Mancato recapito
Content-Type: text/plain; charset=utf-8

Il messaggio non \u00e8 stato recapitato a:

<ada@libero.example>: la casella di posta \u00e8 piena
`,
    kind: 'mailbox_full',
    addresses: ['ada@libero.example'],
  },
  {
    server: 'a Polish server (Onet)',
    raw: `From: MAILER-DAEMON@onet.example
${TO}
Subject: =?utf-8?Q?Nie_mo=C5=BCna_dostarczy=C4=87_wiadomo=C5=9Bci?=
Content-Type: text/plain; charset=utf-8

Wiadomo\u015b\u0107 nie zosta\u0142a dostarczona do nast\u0119puj\u0105cych adresat\u00f3w:

ada@onet.example: nie ma takiego u\u017cytkownika
`,
    kind: 'hard',
    addresses: ['ada@onet.example'],
  },
  {
    server: 'a Dutch server: the address exists no more',
    raw: `From: postmaster@reader.example
${TO}
Subject: Onbestelbaar: Our news
Content-Type: text/plain; charset=utf-8

Uw bericht kon niet worden bezorgd bij ada@reader.example.
Dit e-mailadres bestaat niet.
`,
    kind: 'hard',
    addresses: ['ada@reader.example'],
  },
  {
    server: 'a Korean server (Naver), with a report',
    raw: report(
      'From: mailer-daemon@naver.example\nSubject: =?utf-8?B?7KCE7IGh7Iuk7Yyo?=',
      '메일 전송에 실패했습니다. ada@naver.example 존재하지 않는 사용자입니다.',
      `Reporting-MTA: dns; naver.example

Final-Recipient: rfc822; ada@naver.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 Recipient Not Found`,
    ),
    kind: 'hard',
    addresses: ['ada@naver.example'],
  },
];
