import { pattern } from '../pattern.js';
import type { HeaderBlock } from '../mime/header-block.js';

const DAEMON = pattern`
    mailer-?_?daemon|mail[ _-]?(?:er)?[ _-]?daemon|post_?master|mail[ .]?delivery|delivery (?:sub)?system|
    mail (?:administrator|system|router|server|service)|system administrator|administrador del sistema|
    systemadministrator|microsoft exchange|(?:smtp|mail|email)[ _-]?(?:mail[ _-]?service|gateway|server|
    service|notif)|administrateur syst|uucp|mdaemon|bounce|non-?remis|nondelivery|mailscanner|
    anti-?virus|imss|lsmtp|maildelivery|amministratore|<>
  `;
const FAILURE_SUBJECT = pattern`
    undeliver|un-?deliver|deliver\w* (?:status|fail|report|problem|error|notif|incomplete|has failed|
    unsuccess|subsystem)|non-?deliver|fail\w*[ -](?:notice|deliver|mail|message)|fail(?:ed|
    ure) (?:notice|to deliver)|return(?:ed|ing) (?:mail|message|to sender|e-?mail)|(?:mail|message|
    e-?mail)\b.{0,20}(?:could not|couldn't|not|was not|wasn't) (?:be )?(?:sent|deliver|reach)|
    mail (?:system )?(?:error|problem|fail|not delivered|delivery)|(?:message|mail|delivery) (?:status|
    problem|warning|delay|fail|error)|error (?:sending|deliver)|bounced|user unknown|unknown user|
    not listed|no such user|cannot (?:be )?(?:send|deliver)|unzustellbar|nicht zugestellt|
    nicht zustellbar|unbestellbar|fehlgeschlagen|non remis|non distribu|échec|non recapitat|
    mancato recapito|no se puede entregar|no entregado|devuelto|devolvid|não (?:entregue|pôde)|
    onbestelbaar|niet afgeleverd|недостав|не доставл|配信不能|配達|届け|エラー通知|送信できません|退信|退回|投递失败|系统退信|배달|
    nie można dostarczyć|niedostarcz|rejected|refused|delayed|non livr|olevererbart|kan inte levereras|
    kunne ikke leveres|doručen|teslim|toimittamaton|kézbesít|automatically rejected|gefunden|
    unable to deliver|not accepted|mailbox (?:full|unavailable)|quota
  `;

/** A person passes on what somebody else got. */
const PASSED_ON = /^\s*(?:fwd?|wg|tr|rv|enc|i|pd|doorst|vb|vs|转发|轉寄|転送)\s?[:：]/i;

/** How far a mail looks like one that programs write about mail. */
export interface NoticeLook {
  /** It comes from a mail system, by its name or by its null sender. */
  readonly daemon: boolean;
  /** It comes from a mail system by its name: programs that answer for people have a null sender, too (RFC 3834, 3.3). */
  readonly named: boolean;
  /** Its subject is that of a report about delivery. */
  readonly subject: boolean;
}

export function looksLikeNotice(headers: HeaderBlock): NoticeLook {
  const named = DAEMON.test(headers.get('from').slice(0, 500)) || headers.has('x-failed-recipients');
  const daemon = named || headers.get('return-path').trim() === '<>';
  const subject = headers.get('subject').slice(0, 500);
  return { daemon, named, subject: FAILURE_SUBJECT.test(subject) && (daemon || !PASSED_ON.test(subject)) };
}
