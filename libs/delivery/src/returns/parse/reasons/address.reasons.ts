import { pattern } from '../pattern.js';
import type { Reason } from './reason.js';

/** What is wrong with the address: its mailbox, its domain, or how it is written. */
export const ADDRESS_REASONS: readonly Reason[] = [
  {
    reason: 'mailbox_full',
    kind: 'mailbox_full',
    codes: ['2.2'],
    words: [
      /mail ?box (?:is )?(?:full|exceed|over|has (?:exceeded|reached))/i,
      pattern`
        (?:over|exceed\w*|out of|beyond|above)[^.]{0,40}(?:quota|storage|allocated|mailbox size|disk space|
        space limit)
      `,
      /quota[^.]{0,30}(?:exceed|violat|full|reach|over)/i,
      /(?:disk|user|account|mail|storage|box|inbox)[ -]?quota|over ?quota|over disk|full mailbox/i,
      /account is full|inbox (?:is )?full|(?:is|are|box) full\b|mailfolder is full/i,
      /insufficient (?:disk|storage|mailbox)|(?:not|n't)(?: have)? enough (?:storage|space|disk)/i,
      /space not enough|too much mail data|mail file size exceeds|exceeding (?:\w+ )?receiving limits/i,
      /account storage limit|destinataire (?:est )?pleine|would exceed (?:the )?maximum allowed storage/i,
      /no (?:more )?space (?:left|available)|out of storage|maildir.{0,20}(?:over|full)/i,
      /space has (?:been )?used up|too many (?:mails|messages) (?:on|in)|zu ?viele mails|storage (?:limit|space)|mailbox size limit|box has reached|receiving too much mail|QuotaExceeded/i,
      /STOREDRV[^.]{0,60}quota|postfach (?:ist )?voll|speicherplatz|casella (?:di posta )?piena|piena/i,
      /(?:boîte|boite)[^.]{0,40}pleine|quota dépassé|buz[oó]n[^.]{0,30}lleno|cuota|caixa[^.]{0,30}cheia/i,
      /cota excedida|postvak[^.]{0,20}vol\b|переполнен|квот|容量|いっぱい|已满|超过.{0,6}(?:限额|配额|容量)/i,
      /超出.{0,6}(?:限额|配额|容量)|(?:信箱|邮箱|郵箱|空間|空间)[^。]{0,6}[已]?[满滿]|(?:메일함|편지함|용량).{0,10}(?:가득|초과)/i,
      /przepełnion|skrzynka[^.]{0,40}pełna|(?:boîte|boite)[^.]{0,40}satur|ящик[^.]{0,30}заполнен|переповнен/i,
      /メールボックス.{0,6}一杯|一杯で|postboks[^.]{0,30}full|postkasse[^.]{0,30}(?:full|fuld)|(?:brevlåda|inkorg)[^.]{0,30}full/i,
      /schránka[^.]{0,40}(?:plná|zaplněn)|postafiók[^.]{0,40}(?:megtelt|tele)|postilaatikko[^.]{0,40}täynnä/i,
      /(?:posta kutusu|kota)[^.]{0,40}(?:dolu|aşıl)|căsuța[^.]{0,40}plină|γραμματοκιβώτιο[^.]{0,40}(?:πλήρ|γεμάτο)/i,
      /(?:postvak|mailbox)[^.]{0,30} (?:is )?vol\b|caixa[^.]{0,40}(?:lotada|esgotad)|buz[oó]n[^.]{0,40}(?:completo|saturad)/i,
    ],
  },
  {
    reason: 'message_too_large',
    kind: 'policy',
    codes: ['2.3', '3.4'],
    words: [
      /(?:message|mail|email|size|data|it)[^.]{0,40}(?:too (?:big|large)|exceeds? [^.]{0,40}(?:size|limit|maxim))/i,
      /exceed\w* [^.]{0,30}(?:message|maximum|max|size)[^.]{0,20}(?:size|limit)|size limit/i,
      /max(?:imum)? message size|message size|larger than the (?:current )?(?:system )?limit/i,
      /nachricht(?:engröße)?[^.]{0,30}zu groß/i,
    ],
  },
  {
    reason: 'mailbox_disabled',
    kind: 'hard',
    codes: ['2.1'],
    words: [
      pattern`
        (?:account|mail ?box|user|address|recipient|e-?mail)\b[^.]{0,60}\b(?:is |has been |was |been |
        currently |temporarily |permanently )*(?:disabled|discontinued|deactivated|suspended|inactive|
        not active|no longer active|expired|cancell?ed|closed|terminated|locked|deleted|removed|frozen|
        dormant|abandoned)
      `,
      pattern`
        (?:disabled|inactive|suspended|deactivated|expired|closed|dormant|dead) (?:account|mail ?box|user|
        recipient|address)
      `,
      /not (?:been )?collected (?:after|for)|(?:has|was) not (?:been )?(?:used|accessed)|archived recipient/i,
      /ha expirado|estado: inactiv|bloccato per inutilizzo|zablokowan|nieaktywn|blocked due to inactivity/i,
      /mail is not currently being accepted for this mailbox|extended inactivity/i,
      /recipient account is ?blocked|(?:recipient|user) suspend(?:s|ed)?\b|destinataire (?:est )?(?:archiv|bloqu)/i,
      /konto[^.]{0,30}(?:gesperrt|deaktiviert)|deaktiviert/i,
      /(?:compte|boîte)[^.]{0,30}(?:désactiv|ferm|suspend)/i,
      /cuenta[^.]{0,40}(?:desactivad|suspendid|deshabilitad|inhabilitad)|disattivat|desativad|заблокирован/i,
      /отключ[её]н|неактив|停用|禁用|冻结/i,
    ],
  },
  {
    reason: 'moved',
    kind: 'hard',
    codes: ['1.6', '7.17', '7.18'],
    words: [
      /(?:user|account|mailbox|recipient|address|i|has|have)[^.]{0,20} (?:has |have )?moved\b/i,
      /new (?:e-?mail )?address|has changed (?:his|her|their|its)? ?(?:e-?mail )?address/i,
      pattern`
        no longer (?:works?|working|employed|here|with|at|uses?|in use|valid|available|exists?|accepts|
        on server|associated|a member|monitored)
      `,
      /nicht mehr (?:gültig|erreichbar|verfügbar|aktiv|tätig)|n'est plus/i,
      /ya no (?:es|está|existe|trabaja|pertenece)|non è più|has left the|left the company|replaced by/i,
      /please (?:update|use) .{0,30}address|try .{0,20}instead|(?<!misconfigured )forward(?:ing)? address|user not local/i,
      /adresse a changé|neue adresse/i,
    ],
  },
  {
    reason: 'mailbox_unknown',
    kind: 'hard',
    codes: ['1.0', '1.1', '1.10', '1.4', '1.5', '1.9', '5.3', '1.351'],
    words: [
      pattern`
        (?:user|mail ?box|recipient(?!['’]s (?:e-?mail )?(?:provider|server|system))|addressee|address|account|alias|userid|login|person|customer|
        (?:recipient|user|login|account) ?name)s?[^.]{0,50} (?:is |are |was |were |you entered |
        that you tried to reach |that you |in )*(?:unknown|not known|not (?:be )?found|does(?:n't| not|
        nt)(?: seem to)?(?: appear to)? exist|do not exist|did not exist|not exist|isn't|not a known|
        not listed|not recognized|not recognised|invalid|not valid|wasn't found|was not found|
        couldn't be found|could not be found|incorrect|wrong|non-?existent|unavailable|not unique|
        unrecogni[sz]ed|undefined|not in (?:the |our )|rejected(?! by (?:a |the )?remote|: [a-z]))
      `,
      pattern`
        (?:unknown|no such|invalid|bad|non-?existent|incorrect|unrouteable|unrouted|undeliverable|
        unrecogni[sz]ed|not a valid|not a known|illegal|undefined) (?:final delivery )?(?:local |virtual |
        remote |destination |delivery |e-?mail |mail |intended |domain |\w+ )?(?:user|mail ?box|recipient|
        addressee|address|account|alias|person|login|name|user ?id|userid|local-?part|rcpt|here|customer|
        in my (?:database|directory))
      `,
      /\b(?:RecipNotFound|RecipientNotFound|RESOLVER\.ADR|UserUnknown|ExRecipNotFound|NotFound)/i,
      /not our customer|no mailbox (?:here|by|with)/i,
      pattern`
        (?:no|not) (?:an? )?(?:valid |active |such |registered |local )?(?:mail ?box|account|user|recipient|
        person|address|alias) (?:here|by that name|with that|at this|on this|of the|of this|named|exists?|
        found|called|for|defined)
      `,
      /does(?:n't| not) have an? [^.]{0,40}account|address(?:es)? .{0,30}(?:does not exist|rejected(?!: [a-z]))/i,
      /recipient address rejected(?!: (?!access denied|invalid-|as\()[a-z])|recipient (?:rejected(?!: [a-z])|refused|not (?:accepted|allowed|ok))/i,
      /no matches? to (?:nameserver|name)|did not exactly match/i,
      /this (?:user|address|account|mailbox|recipient|person|email)[^.]{0,30}(?:doesn't|does not) (?:exist|have)/i,
      /not listed in|no such|there is no (?:such )?(?:user|one|account|mailbox|recipient)/i,
      /not a valid (?:user|mailbox|recipient|address|email|account)/i,
      /(?:is|are) not (?:a |an )?(?:valid|known|recognized|recognised|local|registered|our|defined|mailbox|member)/i,
      /user ?unknown|unknown ?user/i,
      pattern`
        (?:can't|cannot|could not|couldn't|unable to) (?:be )?(?:find|verify|locate|resolve|
        route)(?! (?:your (?!recipient)|an? (?:gateway|valid mx)|(?:the )?sender))
      `,
      /@[>)]?(?:\.\.\.)?:? (?:is |was )?(?:not found|does(?:n't| not) exist)|not present in (?:the )?directory/i,
      /unknown (?:e-?mail address|local[ -]?part)|no \S{1,64} in (?:the )?name directory|can't accept user/i,
      /\bbad ?rcpt ?to|in my bad ?(?:rcpt|recipient)|envelope recipient has been denied|user missing home/i,
      /mail ?box (?:is )?(?:not present|unavaiable|(?:name )?(?:is )?not (?:recogni[sz]ed|allowed))/i,
      /address_not_found|no one with that|handle mail for that user|not a local address|not e-?mail addresses|recipient is not (?:accepted|local)|no mail ?box available/i,
      /server rejected recipients|recipients? (?:was|were) undeliverable|no final email delivery point/i,
      /verification failed for|address not found|address (?:is )?(?:wrong|unknown)|mailbox unavailable/i,
      /relay recipient table|virtual (?:mailbox|alias) table|local recipient table|validrcptto/i,
      /all recipients are invalid|no valid recipients|invalid (?:user|mailbox|address|recipient)/i,
      /invalid\/inactive|bounce due to unknown|no existe|no (?:se|ha sido|pudo ser) encontrad|no encontrad/i,
      pattern`
        (?:usuario|destinatario|direcci[oó]n|utente|indirizzo|casella|utilizador|usuário|destinatário|
        endereço)[^.]{0,40}(?:desconocid|inexistent|sconosciut|desconhecid|no v[aá]lid|inv[aá]lid|non valid|
        errat)
      `,
      /non (?:esiste|trovato|presente|è stato trovato)|inesistente|não (?:existe|encontrad|foi encontrad)/i,
      /nessun utente|destin\. sconosciut|nie ma takiego|inexistente|(?:unbekannt|ungültig|falsch)\w* (?:empfänger|adress|benutzer|postf|e-?mail)/i,
      pattern`
        (?:empfänger|benutzer|adresse|postfach|teilnehmer|mailadresse)[^.]{0,60}(?:unbekannt|existier|
        nicht (?:gefunden|bekannt|vorhanden|gültig)|ungültig)
      `,
      /existiert nicht|nicht gefunden/i,
      pattern`
        (?:utilisateur|destinataire|adresse|boîte|boite|usager)[^.]{0,60}(?:inconnu|inexistant|introuvable|
        invalide|incorrect|non recens|erron)
      `,
      /n'existe (?:pas|plus)|non recens/i,
      /(?:gebruiker|adres|ontvanger)[^.]{0,30}(?:onbekend|bestaat niet|niet gevonden)|onbekende/i,
      /bestaat niet|не ?существу|не найден|несуществующ|неизвестн|нет такого|недействител/i,
      /не зарегистрирован|存在しま|存在し?ない|見つかりません|宛先不明|不明|不存在|查无|无此|找不到|無此|존재하지|없는|알 수 없|nie istnieje|nieznan/i,
      /neexistuje|neznám|finns inte|okänd|findes ikke|ukendt|finnes ikke|ukjent|tuntematon|ei löydy/i,
      /bulunamad|mevcut değil|nem létez|ismeretlen|δεν υπάρχει/i,
    ],
  },
  {
    reason: 'domain_unknown',
    kind: 'hard',
    codes: ['1.2', '4.4', '4.310', '4.3'],
    words: [
      pattern`
        (?:host|domain|site|server|destination)(?: name)?[^.]{0,60}(?:not found|unknown|
        does(?:n't| not) exist|doesn't have|not exist|could ?n[o']t be (?:found|resolved)|
        cannot be (?:found|resolved)|is invalid|has no (?:mx|a )|no (?:mx|a) record|n't resolve|not resolve|
        not listed|invalid|unresolv|wrong)
      `,
      pattern`
        (?:unknown|no such|invalid|bad|non-?existent|unresolvable|unrouteable) (?:mail )?(?:host|domain|
        site|destination|server|system)
      `,
      /nxdomain|couldn't find any host|name (?:or service|service|server)? ?(?:error|not known)/i,
      /name (?:server|service)[^.]{0,60}(?:not found|no data|host not)/i,
      /no (?:mail server|mx|mail exchanger|such domain|route to (?:host|domain)|hosts? (?:for|found))/i,
      pattern`
        (?:can't|cannot|could not|couldn't|unable to) (?:find|resolve|locate|route|look ?up|
        exchange mail)[^.]{0,40}(?:host|domain|dns|mx|server|mail exchang)
      `,
      /recipient domain must exist|domain is not reachable\. please check the domain/i,
      /domain (?:is )?not (?:found|valid)|null ?mx|does not accept mail|all relevant mx records/i,
      /dns (?:error|domain|lookup|server returned)|mx (?:lookup|record|host\b)|no address associated/i,
      /host ?unknown|unrouteable mail domain|illegal host|unknown mail host|name service error|has no MXs?/i,
      /cname lookup failed|dominio[^.]{0,30}(?:no existe|inexistente|non esiste|não existe)/i,
      /domäne[^.]{0,30}nicht|домен[^.]{0,20}не/i,
    ],
  },
  {
    reason: 'bad_address',
    kind: 'hard',
    codes: ['1.3'],
    words: [
      /(?:malformed|syntax|bad|invalid|illegal)[^.]{0,30}(?:address|mailbox|recipient|domain)/i,
      /address[^.]{0,40}(?:syntax|malformed|illegal|not rfc)|syntax error in (?!param|command)|bad address syntax/i,
      /bad destination|address contains (?:control|illegal|invalid|white)/i,
    ],
  },
];
