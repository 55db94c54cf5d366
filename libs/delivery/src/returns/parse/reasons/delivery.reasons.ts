import { pattern } from '../pattern.js';
import type { Reason } from './reason.js';

/** What stands between: a server that is not responsible, the content, time, the network, faults of the other side. */
export const DELIVERY_REASONS: readonly Reason[] = [
  {
    reason: 'relay_denied',
    kind: 'policy',
    codes: [],
    words: [
      pattern`
        relay(?:ing)?[^.]{0,30}(?:denied|prohibit|not (?:permitted|allowed|authorized)|refused|forbidden|
        rejected|disallow)
      `,
      /not (?:permitted|allowed|authorized)? ?to relay/i,
      /(?:unable|cannot|can't|don't|do not|won't|not configured|refus\w*|not allowed) (?:to )?relay/i,
      /insecure mail relay|to a non-local e-?mail|as a relay\b/i,
      /no relay|not relay|relay access/i,
      /not (?:one of |in )?(?:my|our|the) (?:list of )?(?:allowed )?(?:rcpthosts|local domains|domains)/i,
      /we do not (?:relay|accept mail for)|not (?:a )?(?:gateway|relay)|third.party relay/i,
      /domain isn't in my list|not a local domain|remote (?:domains|addresses|deliver\w+|mail) (?:is |are )?not (?:supported|allowed|permitted)/i,
    ],
  },
  {
    reason: 'loop',
    kind: 'soft',
    codes: ['4.6', '4.14'],
    words: [
      /\bloop(?:ing|s)?\b|too many hops|hop count|maximum hops|too many received|mail ?loop/i,
      /delivered-to.{0,40}(?:twice|already|loop)|schleife/i,
    ],
  },
  {
    reason: 'content_refused',
    kind: 'policy',
    codes: [
      '6.0',
      '6.1',
      '6.2',
      '6.3',
      '6.6',
      '6.7',
      '7.0',
      '7.1',
      '7.2',
      '7.3',
      '7.7',
      '7.133',
      '7.134',
      '7.12',
      '7.13',
      '7.14',
      '5.0x',
    ],
    words: [
      /\bspam\b|spammy|\bjunk\b|\bubce?\b|\buce\b|unsolicited|virus|malware|infected|phish|suspicious/i,
      /content (?:rejected|filter|policy|restrict|blocked|not allowed)|(?:user|recipient) rejects? the mail/i,
      /anti-?spam|\bbulk\b|mass mailer|headers? (?:error|.{0,20}(?:too long|not rfc))|rfc ?\d{3,4} compliant/i,
      /captcha|organi[sz]ational settings|mail rejet[eé]|too many related errors|stray linefeed|taille limite/i,
      /multiple addresses|policy error|quarantin|smtputf8|invalid characters/i,
      /headers? fail|(?:duplicate|missing|invalid|bad|malformed) (?:[\w-]+ )?(?:headers?|subject)\b|tls (?:is )?required/i,
      pattern`
        (?:message|mail|email)(?! expired)[^.]{0,40}(?:content|rejected|refused|denied|blocked|filtered|violat|
        prohibited|not accepted|not be accepted|looks like|considered|classified|detected)
      `,
      /rejected (?:by|due|because|for|as)|refused by|attachment|filter(?:ed|ing)? |policy|prohibited/i,
      /access denied|administratively|administrative|blocked|denied/i,
      /not (?:allowed|authorized|authorised|permitted)|restricted|forbidden|unacceptable|requires? tls/i,
      /must issue a starttls|encryption|blacklisted|challenge|untrusted|abuse|suspect|\bbanned\b/i,
    ],
  },
  {
    reason: 'expired',
    kind: 'soft',
    codes: ['4.7'],
    words: [
      /failed \d+ attempts|maximum delivery attempts/i,
      /(?:queue|retry|delivery)[^.]{0,40}(?:time|expired|too long|timed?[ -]?out|timeout|limit|period)/i,
      /(?:has been|been) (?:on|in) (?:the )?queue too long|queued (?:for )?too long/i,
      /max(?:imum)? (?:queue|retr|delivery)|giving up|gave up|hosts have been failing/i,
      /(?:not|n't) (?:be )?(?:delivered|responding|deliver)[^.]{0,40}(?:within|after|for|in) (?:\d|the)/i,
      /could not be delivered (?:for|after|within)|(?:message|envelope) expired|unable to deliver .{0,40}for \d/i,
      /retry time(?:out)? (?:not reached|exceeded)|zustellung[^.]{0,40}(?:tage|stunden)/i,
    ],
  },
  {
    reason: 'network',
    kind: 'soft',
    codes: ['4.0', '4.1', '4.2', '4.5', '4.316', '4.312', '4.318', '4.317'],
    words: [
      /timed? ?-?out|time-?out|connection (?:refused|reset|lost|dropped|closed|died|failed|broken|timed)/i,
      pattern`
        (?:could not|couldn't|cannot|can't|unable to|failed to|wasn't able to) (?:establish|connect|contact|
        reach|open|complete)
      `,
      /no (?:answer|response|route)|unreachable|not (?:reachable|responding|connect)|lost connection/i,
      /(?:host|network|server|system) (?:is )?(?:down|unavailable|not available|unreachable)/i,
      /refused (?:to talk|connection)|network (?:error|problem|is)|econn|\btls\b|\bssl\b|handshake/i,
      /bad connection|read error|broken pipe|(?:did not|didn't) respond|connection was (?:closed|dropped|reset)/i,
      /mta-sts|certificate|high-strength ciphers|find a gateway/i,
    ],
  },
  {
    reason: 'greylisted',
    kind: 'soft',
    codes: ['7.11'],
    words: [/gr[ea]y-?list/i],
  },
  {
    reason: 'server_problem',
    kind: 'soft',
    codes: ['3.0', '3.1', '3.3', '3.5', '5.1', '5.2', '5.4', '5.5', '5.6', '2.4', '2.0'],
    words: [
      pattern`
        (?:system|local|internal|server|configuration|software|i\/o|input\/output|disk|mail system|
        temporary|protocol|command|lookup|database) (?:error|problem|failure|fault|misconfig)
      `,
      /(?:server|system|resources|service|disk)[^.]{0,20} (?:temporarily )?(?:unavailable|full|busy|overloaded)/i,
      /unable to (?:open|write|create|run|lock|chdir)|can't (?:create|open|write|write)|permission denied/i,
      /could not load|interrupted system call|queue file|while being processed|transaction failed$/i,
      /protocol (?:violation|error)|parameter not implemented|before greeting|incorrect hostname/i,
      /misconfigur|resources|error in processing|command (?:not|unrec|failed|died)|syntax error/i,
      /out of sequence|bad sequence|out of memory|deferred|temporar|unexpected|bug\b|wrong process/i,
      /service (?:unavailable|not available)/i,
    ],
  },
];
