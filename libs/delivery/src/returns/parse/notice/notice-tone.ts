import { pattern } from '../pattern.js';

export type Tone = 'failed' | 'delayed' | 'delivered';

const DELAYED = pattern`
    (?:still being|will be|being|is being|be|to) (?:re-?tri|re-?attempt|re-?queu)\w+|will (?:keep|
    continue) (?:try|to)|not yet been delivered|has not yet|attempts (?:will|to) continue|
    could not (?:yet )?be delivered (?:yet|for (?:more than )?\d|since)|warning message only|
    do not need to re-?send|no action is required|(?:was|is|been|has been|message|delivery|
    mail) (?:temporarily )?delayed|delay(?:ed)? (?:mail|delivery|notification)|\(delay\)|(?:warning|
    achtung|warnung|attention|avertissement).{0,60}(?:delay|not yet|verzöger|retard)|
    temporary (?:delivery )?(?:error|failure|problem)|will be (?:re)?tried|attempts? (?:will|
    to) (?:be made|deliver .{0,40}will continue)|noch nicht zugestellt|weitere zustell|verzögert|
    retardé|retrasad|ritardat|in ritardo|atrasad|vertraagd|opóźni|zpožděn|oneskoren|késlelt|försena|fördröj|
    forsink|viiväst|gecik|întârzi|καθυστέρ|отложен|задерж|затрим|遅延|遅れて|再試行|一時的な問題|重试|重試|临时问题|暫時|vorübergehendes problem|
    versucht es weiter|problème temporaire|nouvelles tentatives|problema tempor|volverá a intentar|tentará novamente|
    riproverà|временн.{1,4} проблем|повторять попытки|延迟|延遲|지연|server will try|try(?:ing)? to deliver .{0,40}(?:for|until)
  `;
const FAILED = pattern`
    giv(?:en|ing|e) up|permanent|fatal|failed|failure|undeliver|returned to sender|
    could not be delivered to|unable to deliver|not delivered|user unknown|rejected|refused
  `;
const DELIVERED = pattern`
    (?:was|were|been|has been|is) (?:successfully |confirmed )?(?:delivered|relayed|received|
    accepted)(?! to (?:no|none))|successful(?:ly)? (?:delivery|delivered|relayed|mail delivery)|
    delivery (?:report )?\(success\)|\(success\)|\(relay(?:ed)?\)|return receipt|zugestellt|erfolgreich|
    delivery to (?:these|the following|this) [^.]{0,40} is complete|^(?:relayed|delivered|expanded):|
    zustellung an [^.]{0,60}abgeschlossen|^(?:übermittelt|weitergeleitet|remis|relayé|entregado|entregue|
    consegnato|recapitato|bezorgd|dostarczono|doručeno|kézbesítve|levererat|leveret|levert|toimitettu|
    teslim edildi|доставлено|доставлен)\s?:|a (?:bien )?été (?:remis|délivré|transmis)|se (?:ha entregado|entregó)|
    ha sido entregado|(?:foi|foram) entregue|è stato (?:recapitato|consegnato)|(?:is|zijn) bezorgd|
    został[ao]? dostarcz|было доставлено|успешно доставл|配信(?:され|が完了|済)|已(?:成功)?(?:送达|投递|传递)|배달되었
  `;
const NEGATED = pattern`
    (?:not|never|un|n't|cannot|nicht|no|not be|yet been) (?:been |be )?(?:successfully )?(?:delivered|
    relayed|received|accepted|zugestellt)|n'a (?:pas|pu)|no (?:se|ha|pudo)|não (?:foi|pôde|pode)|non (?:è|ha|può)|
    nie (?:został|mog)|не (?:было|может|удал|доставл)|niet (?:worden )?bezorgd|未(?:能|送|投)|無法|无法|못|ませんでした|できません
  `;

/** Said only of mail that is still on its way. */
const STILL_TRYING = pattern`
    attempts will continue|still being retried|warning message only|not need to re-?send|
    will (?:be retried|retry|keep trying|continue (?:to )?try)
  `;
const GIVEN_UP = pattern`
    giv(?:en|ing) up|will not (?:be )?(?:re-?tr|keep)|no (?:more|further) (?:attempt|retr|deliver)|
    permanent (?:error|failure)|permanently
  `;

/** Whether a notice says that the mail failed, waits, or arrived. The subject outweighs the text. */
export function toneOf(subject: string, notice: string): Tone {
  const text = notice.slice(0, 6000).replace(/\s+/g, ' ');
  if (DELAYED.test(subject) || isWaiting(subject, text)) return 'delayed';
  if (FAILED.test(subject)) return 'failed';
  if (DELIVERED.test(subject) && !NEGATED.test(subject)) return 'delivered';
  return DELIVERED.test(text) && !NEGATED.test(text) && !FAILED.test(text) ? 'delivered' : 'failed';
}

/** "We tried again for five days and have given up" speaks of retries, too. */
function isWaiting(subject: string, text: string): boolean {
  if (GIVEN_UP.test(text)) return false;
  if (STILL_TRYING.test(text)) return true;
  return DELAYED.test(text) && (!FAILED.test(subject) || /warning|temporar/i.test(subject));
}
