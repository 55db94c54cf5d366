/** The built-in guide: a title and paragraphs per topic. Loaded with its page: it is too much for the first load. */
export const help = {
  title: 'Guide',
  purpose: 'Short explanations of the parts of Tidings and how they work together.',
  topics: {
    contacts: {
      title: 'Contacts, fields and tags',
      body: [
        'A contact is one person, known by an email address, by an id of your own system, or by both. Whatever you learn about the person stands in fields; labels that you put on people are tags.',
        'A tag is made when it is first used. A field is made under Settings, Fields, or by an import.',
        'Everything that happens to a contact stands in the timeline, newest first.',
      ],
    },
    imports: {
      title: 'Import a CSV file',
      body: [
        'Choose the file, say what each column means, and look at the dry run before anything is written. People that are there already are found by their address or by your own id, and their fields are merged.',
        'An empty cell never clears a value. When the same person stands in the file twice, the last row wins.',
        'An import never turns somebody who unsubscribed into a subscriber; such rows are counted under “consent kept”.',
        'Rows with a mistake are left out and listed with the reason. Download them, correct them, and import that file alone.',
      ],
    },
    segments: {
      title: 'Segments',
      body: [
        'A segment is a group of contacts described by conditions. It updates itself: people enter and leave within seconds of a change.',
        'Conditions can be combined with all, any and none to any depth. The number beside the builder shows how many people match while you type.',
        'A static segment is a list that you keep by hand.',
      ],
    },
    templates: {
      title: 'Templates',
      body: [
        'A template is the mail: a subject and a body in MJML or HTML. Values of the contact stand in double braces, like {{contact.first_name}}.',
        'A block between {{#segment "vip"}} and {{/segment}} is only for members of that segment, so one template serves many groups.',
        'Preview it as any contact before you use it.',
      ],
    },
    campaigns: {
      title: 'Campaigns',
      body: [
        'A campaign sends one template once to the people of the segments that you choose, if they are subscribed to its topic.',
        'The audience is fixed at the moment of the start. Who may not be mailed is skipped, and the report says why.',
      ],
    },
    automations: {
      title: 'Automations',
      body: [
        'An automation waits for something to happen, like a visit to a page, and takes the contact through steps: tags, mails, waits, branches, a note to sales.',
        'A published version never changes. When you publish a new one you decide what happens to those who are under way.',
      ],
    },
    transactional: {
      title: 'Transactional mail',
      body: [
        'A receipt, a password reset, a notice about an order: a program asks for one mail with one request, POST /api/v1/messages, and names the address, a published template and the data for it. It needs an API key with the role Marketer or Administrator.',
        'With an Idempotency-Key, the number of the order for example, the same request again sends nothing: to one address a key never sends twice.',
        'Such a mail goes before all others, needs no consent and is not tracked. An address that is blocked after a bounce gets none.',
        'The page Transactional lists these mails. Of each a copy is kept as it left, byte for byte, so that later changes of the contact, the data or the template change nothing of it. How long is set under Settings, Organisation; 30 days unless you choose otherwise, and 0 keeps none. A copy goes with its contact when that is erased.',
      ],
    },
    sales: {
      title: 'Sales',
      body: [
        'An alert tells a rep that somebody needs a call, and why. Claim it, call, and mark it as done.',
        'Alerts go to the owner of the contact, or to whom the automation names.',
      ],
    },
    mailbox: {
      title: 'Mailbox',
      body: [
        'While no mail server is configured, every mail goes to this built-in mailbox and nowhere else. Read it here exactly as a recipient would.',
        'Set SMTP_URL, or add a sender with a transport, to send real mail.',
      ],
    },
    senders: {
      title: 'Senders and topics',
      body: [
        'A sender is the name and the address that your mail comes from. The first one is used where nothing else is chosen.',
        'Limits and pace, in the menu of a sender, says how fast its mail may leave and shows who has asked you to go slower. A new domain does well to begin with few mails a day.',
        'A topic is what people subscribe to. Somebody who leaves the newsletter can stay with the product news.',
      ],
    },
    'returned-mail': {
      title: 'Returned mail',
      body: [
        'Mail that you send can come back: the mailbox does not exist or is full, the other server refuses it, a reader complains, a person answers. Tidings ties what comes back to the mail that it is about.',
        'A dead address, and one whose reader complained, get no more mail; neither does one that stays full for days. Answers of people leave the address as it is and can start an automation.',
        'It reaches Tidings by any of three ways. The listener takes it on a port of its own: start Tidings with BOUNCE_SMTP_PORT, enter a domain for returned mail at the sender, and point the MX record of that domain at the machine that runs Tidings. A mailbox is looked into every minute. A provider reports by itself.',
        'Mailboxes and providers are added under Settings, Returned mail, with “Add source”. A provider gets a report address that you copy from the list and enter at the provider.',
        'Only what carries a signed address or Message-ID of yours changes anything. The rest is listed under “Not about our mail”.',
      ],
    },
    keys: {
      title: 'API keys',
      body: [
        'An API key lets another program work with Tidings. It is shown once, when it is made; only its fingerprint is kept.',
        'Send it in the header “Authorization: Bearer …”. The reference of all calls is at /api/docs.',
      ],
    },
  },
} as const;

export type HelpTopic = keyof typeof help.topics;
