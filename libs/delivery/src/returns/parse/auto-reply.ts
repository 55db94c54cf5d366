import { pattern } from './pattern.js';
import type { HeaderBlock } from './mime/header-block.js';

const AWAY = pattern`
    out of (?:the )?office|out-of-office|\booo\b|auto(?:mat\w*)?[ -]?(?:re(?:ply|sponse|sponder)|
    antwort|svar)|autoreply|away from (?:the|my) (?:office|desk|mail)|on (?:vacation|leave|holiday)|
    vacation (?:reply|message|notice)|\[auto\]|abwesen|automatische antwort|urlaub|réponse automatique|
    absence|absent du bureau|respuesta autom|fuera de (?:la )?oficina|risposta automatica|fuori (?:sede|
    ufficio)|assente|resposta autom|ausência|automatisch antwoord|afwezig|автоответ|
    автоматический ответ|автоматична відповідь|автовідповід|автоматичен отговор|自動応答|自動返信|不在|
    自动(?:回复|答复|应答)|自動(?:回覆|答覆|應答)|부재중|자동 ?회신|automatiskt svar|automatisk svar|frånvaro|
    fravær|poissa|automaattinen vastaus|automatyczna odpowied|odpowied.{1,2} automatyczn|auto[- ]?odpowied|
    nieobecn|automatická odpov|automatikus válasz|otomatik yanıt|răspuns automat|
    αυτόματη απάντηση|מענה אוטומטי|תשובה אוטומטית|رد تلقائي|samodejni odgovor|automatski odgovor|
    automatinis atsakym|automātiskā atbilde|automaatvastus|trả lời tự động
  `;
/** What no subject of a newsletter says, wherever it stands. */
const CERTAIN = /out[ -]of[ -](?:the[ -])?office|auto(?:matic)?[ -]?re(?:ply|sponse|sponder)|abwesenheit/i;
/** An answer repeats the subject that it answers: those words are ours ("Re: Urlaub am Meer"). */
const REPEATING = /^\s*(?:re|aw|antw?|sv|vs|odp|r|rif|res|ynt|ynl|vá|atb|回复|回覆|答复|返信)\s?(?:\[\d+\])?[:：]/i;
const CHALLENGE = pattern`
    please confirm (?:your|that|this)|confirm(?:ation)? (?:required|your (?:message|email|mail|
    delivery))|challenge[ -]?response|verif(?:y|ication)[^.]{0,30}(?:sender|message|e-?mail|yourself|
    required|delivery)|boxbe|spamarrest|spam ?arrest|mailblocks|tmda|antispam (?:uol|verification)|
    sender (?:verification|confirmation)|waiting list|uol antispam|approve sender
  `;

/** `vacation` or `challenge` for what a program answered in place of a person (RFC 3834); undefined for others. */
export function autoReplyIn(headers: HeaderBlock, text: string): 'vacation' | 'challenge' | undefined {
  const subject = headers.get('subject');
  const isMarked = marksOf(headers);
  const isChallenge = CHALLENGE.test(ownWords(subject)) || (isMarked && CHALLENGE.test(text.slice(0, 3000)));
  if (isChallenge) return 'challenge';
  return isMarked || isAwaySubject(subject) ? 'vacation' : undefined;
}

/** True for a subject that no report about delivery has: out of office, automatic reply. */
export function isAwaySubject(subject: string): boolean {
  return CERTAIN.test(subject) || AWAY.test(ownWords(subject));
}

/** The whole subject; of one that repeats ours what a program has put behind it in brackets. */
function ownWords(subject: string): string {
  return REPEATING.test(subject) ? (/[([][^([]{0,200}[)\]]\s*$/.exec(subject.slice(0, 1000))?.[0] ?? '') : subject;
}

function marksOf(headers: HeaderBlock): boolean {
  const submitted = headers.get('auto-submitted').trim().toLowerCase();
  if (submitted !== '' && !submitted.startsWith('no')) return true;
  const named = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply', 'x-vacation', 'x-mail-autoreply'];
  if (named.some((name) => headers.has(name) && headers.get(name).toLowerCase() !== 'no')) return true;
  return /auto_?-?reply/i.test(headers.get('precedence')) || headers.get('x-precedence') === 'auto_reply';
}
