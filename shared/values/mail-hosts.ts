/**
 * Hosts at which anybody has a mailbox: their domains say nothing about a company, and one of them as an account's domain would
 * give that account the calls of strangers. The large ones, and those that old CRMs of many countries are full of.
 */
const HOSTS: ReadonlySet<string> = new Set(
  `gmail.com googlemail.com icloud.com me.com mac.com aol.com aol.de aol.co.uk aim.com msn.com passport.com windowslive.com
  rocketmail.com ymail.com y7mail.com myyahoo.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com hushmail.com
  fastmail.com fastmail.fm mail.com email.com usa.com post.com consultant.com europe.com zoho.com zohomail.com zohomail.eu inbox.com lycos.com
  excite.com juno.com netzero.net earthlink.net mindspring.com compuserve.com netscape.net prodigy.net comcast.net verizon.net att.net sbcglobal.net
  bellsouth.net cox.net charter.net roadrunner.com rr.com optonline.net frontier.com frontiernet.net windstream.net centurylink.net q.com
  shaw.ca rogers.com sympatico.ca telus.net videotron.ca
  web.de gmx.de gmx.net gmx.at gmx.ch gmx.com freenet.de t-online.de arcor.de online.de onlinehome.de vodafone.de kabelmail.de mail.de email.de posteo.de posteo.net
  mailbox.org ewe.net ewetel.net netcologne.de versanet.de unitybox.de alice.de alice-dsl.de bluewin.ch hispeed.ch sunrise.ch aon.at chello.at a1.net
  orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr numericable.fr bbox.fr club-internet.fr aliceadsl.fr voila.fr cegetel.net
  libero.it virgilio.it tin.it alice.it tiscali.it inwind.it iol.it fastwebnet.it tim.it email.it
  telefonica.net terra.es ono.com movistar.es sapo.pt clix.pt netcabo.pt telenet.be skynet.be scarlet.be
  ziggo.nl kpnmail.nl kpnplanet.nl planet.nl home.nl hetnet.nl xs4all.nl upcmail.nl chello.nl casema.nl quicknet.nl
  btinternet.com btopenworld.com sky.com virginmedia.com virgin.net ntlworld.com blueyonder.co.uk talktalk.net tiscali.co.uk o2.co.uk plus.net plusnet.com
  eircom.net telia.com bredband.net comhem.se spray.se online.no broadpark.no getmail.no mail.dk jubii.dk stofanet.dk tdcadsl.dk kolumbus.fi luukku.com
  wp.pl o2.pl onet.pl onet.eu op.pl interia.pl interia.eu poczta.fm poczta.onet.pl gazeta.pl tlen.pl vp.pl seznam.cz centrum.cz email.cz post.cz volny.cz atlas.cz
  azet.sk zoznam.sk centrum.sk freemail.hu citromail.hu t-online.hu indamail.hu abv.bg mail.bg dir.bg
  mail.ru bk.ru inbox.ru list.ru internet.ru rambler.ru yandex.ru yandex.com yandex.by yandex.kz yandex.ua ya.ru ukr.net i.ua meta.ua bigmir.net tut.by
  mynet.com ttmail.com superonline.com walla.co.il walla.com netvision.net.il bezeqint.net
  qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com 189.cn tom.com 21cn.com hinet.net pchome.com.tw
  naver.com daum.net hanmail.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp plala.or.jp
  rediffmail.com indiatimes.com sify.com in.com bigpond.com bigpond.net.au optusnet.com.au iinet.net.au tpg.com.au westnet.com.au xtra.co.nz
  uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com r7.com zipmail.com.br telkomsa.net mweb.co.za webmail.co.za vodamail.co.za
  mailinator.com guerrillamail.com 10minutemail.com yopmail.com trashmail.com temp-mail.org sharklasers.com`
    .split(/\s+/)
    .filter((host) => host !== ''),
);

/** Providers that have a domain in each country: yahoo.fr, yahoo.co.uk, hotmail.com.br. */
const FAMILIES = /^(?:yahoo|hotmail|live|outlook|gmx)\.(?:com|net|[a-z]{2}|(?:com?|net)\.[a-z]{2})$/;

/** Whether the host, or one that it is part of, gives mailboxes to anybody. `host` in lower case. */
export function isPublicMailHost(host: string): boolean {
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    if (HOSTS.has(name) || FAMILIES.test(name)) return true;
  }
  return false;
}
