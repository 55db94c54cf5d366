import { pattern } from '../pattern.js';
import type { Reason } from './reason.js';

/** What servers hold against us: who we are, how much we send, what others say of us. The address is innocent. */
export const REFUSAL_REASONS: readonly Reason[] = [
  {
    reason: 'sender_rejected',
    kind: 'policy',
    codes: ['1.7', '1.8'],
    words: [
      pattern`
        (?<!\bto (?:the )?)sender (?:address|domain)?[^.]{0,40}?(?:rejected|refused|denied|
        not (?:allowed|exist|found|valid|pre)|does not exist|doesn't exist|verif|invalid|blacklist|
        is (?:spam|empty|not a valid))
      `,
      pattern`
        (?:unknown|unroutable|bogus|null|empty|valid|couldn't check|could not check|valid mx for)
        (?: envelope)? (?:sender|mail from)|envelope sender[^.]{0,20} is in my|bad ?mail ?from
      `,
      pattern`
        \bfrom:? ?(?:address|domain)? ?(?:is invalid|does not exist|not owned)|unresolvable .{0,12}from domain|
        (?:blank|valid|as a) from:|a valid (?:address in the )?from|
        mx records for .{1,80} violate|rfc 1035 violation|emetteur invalide|émetteur invalide
      `,
      // Only reports have an empty sender: who takes none of those says nothing about the address.
      /\bbatv\b|backscatter|third-party dsn|unsigned dsn|returned mail not accepted|bounce ?deny|bounce attack/i,
      // Groups and lists that take mail of their members alone.
      pattern`
        non-?members?\b|members-only|closed mailing list|not subscribed to this (?:group|list)|
        permission to post|投稿する権限|allowed-senders|gateway user
      `,
      // What the person has set up against us is nothing that has become of the mailbox.
      pattern`
        (?:recipient|user)(?:'s)? preferences|blocked by (?:the|this) (?:recipient|user)\b|
        rejected by (?:the )?recipients?\b(?! (?:domain|server|system|mail))|account is protected by|
        restricted sms|refuses? to receive (?:e-?)?mail from|user rejects?\b
      `,
      /(?:mail )?sending denied|sender account|(?:unable to|cannot|can't|could not) resolve your/i,
      /unable to verify sender|invalid sender|sender .{0,30}not (?:allowed|authenticated)|reverse-path/i,
      /return-?path .{0,40}(?:invalid|not)|no valid sender|domain of sender/i,
      /your (?:domain|sender)[^.]{0,30}(?:does not exist|not found|cannot be resolved)|sender verif/i,
      /only accept(?:s|ing)? (?:e-?mail|mail|messages) from|not accepting mail from/i,
      /need fully-qualified.{0,20}(?:sender|hostname)|\b(?:he|eh)lo\b.{0,30}(?:reject|refus|invalid|denied|bad|requires?|param)/i,
      /(?:invalid|bad) (?:he|eh)lo\b|you are not allowed to send|permissions? to send as/i,
      /not permitted to send|requires? that all senders|RESTRICTEDSENDER|NotAuth|RESOLVER\.RST\./i,
      /must be authenticated to send/i,
    ],
  },
  {
    reason: 'authentication_failed',
    kind: 'policy',
    codes: [
      '7.20',
      '7.21',
      '7.22',
      '7.23',
      '7.24',
      '7.26',
      '7.27',
      '7.29',
      '7.30',
      '7.32',
      '7.40',
      '7.509',
      '7.515',
      '7.25',
    ],
    words: [
      /\bdmarc\b|\bdkim\b|\bspf\b|openspf|unauthenticated (?:mail|email|sender)/i,
      /(?:mail|message|email)s? (?:is|was|are|were)? ?not authenticated/i,
      /authentication (?:required|checks|results|fail\w+|not allowed|credentials)|sender policy framework/i,
      /requires? authentication|authentification (?:requise|invalide)|fail\w* to (?:authenticate|disabled)/i,
      /username and password|password required|\bptr\b|reverse dns|rdns|(?:dns check|name lookup) fail/i,
      /reverse (?:hostname|lookup)|does not meet the (?:required )?authentication/i,
    ],
  },
  {
    reason: 'reputation_blocked',
    kind: 'block',
    codes: ['7.606', '7.708', '7.511', '7.512'],
    words: [
      /spamhaus|spamcop|barracuda|\b(?:dns|r|s)bls?\b|\brbl|black[ -]?list|block[ -]?list/i,
      // A message that was blocked is the message's own fault, unless more is said.
      /blocked (?:using|by|due(?! to inactivity)|from|because(?! (?:of )?its content)|for)/i,
      /(?<!\b(?:message|e?-?mail) (?:has |have )?)\b(?:has|have|was|is|been|currently|temporarily) blocked(?! due to inactivity)/i,
      /your (?:ip|host|server|network|domain)[^.]{0,60}(?:block|ban|reject|listed|refus|poor|bad)/i,
      pattern`
        (?:ip|address|host|client host|client|server)[^.]{0,60}\b(?:blocked|banned|listed (?:on|in|at|by)|
        blacklisted)
      `,
      /client host rejected|(?:access|mail|connections?) from (?:your|mail server|ip|hosts?|dynamic|this ip)\b/i,
      /dynamic ip|generic dns|remote ?host looks|mismatches client ip|whitelist for|not accepting connections/i,
      /connection denied|unresolvable relay host|smtp (?:server )?of your|(?:été|ete) bloqu[ée]s|\bgo away\b/i,
      /(?<!not )\blisted (?:in|at) \w+\.\w|requires confirmation|confirm this mail server|unwanted messages/i,
      /poor reputation|(?:low|bad) (?:sender )?reputation|reputation|access denied, banned/i,
      /banned (?:sender|sending)|connection (?:refused|rejected) by .{0,30}policy|senderbase|sorbs/i,
      /cloudmark|proofpoint|\(S3\d{3}\)|\(DYN:T1\)|\[IPTS\d+\]|\[TSS?\d+\]|(?:not accepted for policy reasons|due to policy restrictions)/i,
      /sender is on .{0,30}list|service refused?\b|will not accept delivery of this/i,
      // NetEase (163, 126, yeah.net): what was weighed, and the verdict.
      /\b(?:CEL|CONN|CT|DMC|DT|HL|IP|MI|RP|SC|SPM):(?:[A-Z]{2,4})\b/,
      // AOL and those who took over its servers.
      /\((?:CON|RLY|RTR|DNS|HVU|DYN|SNDR):[A-Z]\w{0,3}\)/i,
    ],
  },
  {
    reason: 'rate_limited',
    kind: 'block',
    codes: ['7.28', '4.5', '3.2', '7.450', '2.121', '2.122'],
    words: [
      /too many (?:(?:invalid|bad|unknown) )?(?:connections|messages(?! (?:on|in))|recipients|mails|emails|concurrent|sessions|errors|commands)|rate[ -]?limit/i,
      /throttl|(?:receiving|sending) (?:mail|email)s? (?:at|too) .{0,20}(?:rate|quick|fast)/i,
      /exceeded .{0,30}(?:hour|day|minute|sending|message|rate) ?(?:limit|quota)|unusual (?:rate|amount)/i,
      /frequen\w+ .{0,40}limited|(?:sending|thread|volume|rate|daily|relay) (?:\w+ )?limit|message threshold/i,
      /exceeded (?:the )?(?:max|maximum|allowable) number|excessive volume|too many to too many/i,
      /(?:too many|excessive) (?:number of )?(?:invalid|bad|unknown|user ?id) (?:users?|recipients?|addresses|unknowns)/i,
      /daily .{0,20}(?:limit|quota)|try again later.{0,20}rate|(?:ip|connection|domain) frequency limit/i,
    ],
  },
];
