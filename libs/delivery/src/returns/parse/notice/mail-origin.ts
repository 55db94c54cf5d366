import { pattern } from '../pattern.js';
import type { HeaderBlock } from '../mime/header-block.js';

const DAEMON = pattern`
    mailer-?_?daemon|mail[ _-]?(?:er)?[ _-]?daemon|postmaster|mail[ .]?delivery|delivery (?:sub)?system|
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
    onbestelbaar|niet afgeleverd|недостав|не доставл|配信不能|配達|届け|送信できません|退信|退回|投递失败|系统退信|배달|
    nie można dostarczyć|niedostarcz|rejected|refused|delayed|non livr|olevererbart|kan inte levereras|
    kunne ikke leveres|doručen|teslim|toimittamaton|kézbesít|automatically rejected|gefunden|
    unable to deliver|not accepted|mailbox (?:full|unavailable)|quota
  `;

/** True for mail that programs write about mail: from a mail system, or named like a report about delivery. */
export function looksLikeNotice(headers: HeaderBlock): { readonly daemon: boolean; readonly subject: boolean } {
  const from = `${headers.get('from')} ${headers.get('return-path').trim() === '<>' ? '<>' : ''}`;
  const daemon = DAEMON.test(from.slice(0, 500)) || headers.has('x-failed-recipients');
  return { daemon, subject: FAILURE_SUBJECT.test(headers.get('subject').slice(0, 500)) };
}
