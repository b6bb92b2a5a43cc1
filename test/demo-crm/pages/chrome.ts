import { escapeHtml } from '../text/html.ts';
import type { Viewer } from './formats.ts';

/** Sentences of the system. They were never translated: every viewer sees them in German. */
export const SENTENCES = {
  gone: 'Datensatz wurde gelöscht oder existiert nicht.',
  denied: 'Keine Berechtigung für diesen Datensatz.',
  deniedList: 'Keine Berechtigung für diese Liste.',
  viewState: 'Der Zustand der Seite ist ungültig. Bitte rufen Sie die Liste neu auf.',
  wrongPassword: 'Benutzername oder Kennwort falsch.',
} as const;

const DOCTYPE = '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">';
/** The header says windows-1252; the pages claim ISO-8859-1, as so many did. */
const META = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">';
const FOOTER =
  '<p align=center><font face=Arial size=1 color=#808080>&copy; 2003 AdressPilot Software GmbH, K&ouml;ln</font></p>';

const head = (viewer: Viewer): string => {
  const american = viewer.format === 'american';
  return `<script language="JavaScript">
<!--
var apSprache='${viewer.language}', apDatum='${american ? 'mm/dd/yyyy' : 'dd.mm.yyyy'}', apZeit='${american ? 'h:nn AM/PM' : 'hh:nn'}', apDezimal='${american ? '.' : ','}', apTausender='${american ? ',' : '.'}';
var apMeldung=new Array('${SENTENCES.gone}','${SENTENCES.denied}','${SENTENCES.wrongPassword}');
function openRec(id){location.href='chance.asp?id='+id}
function sicher(){return confirm('${viewer.language === 'de' ? 'Wirklich l\u00f6schen?' : 'Really delete?'}')}
//-->
</script>`;
};

/** A full page of the signed-in CRM: title bar with the signed-in user, quick search, body, footer. */
export const fullPage = (viewer: Viewer, title: string, body: string): string => `${DOCTYPE}
<html lang=${viewer.language}>
<head><title>AdressPilot 2003 - ${escapeHtml(title)}</title>
${META}
${head(viewer)}
</head>
<body bgcolor=#FFFFFF text=#000000 link=#003399 vlink=#003399 topmargin=0 leftmargin=4>
<table width="100%" border=0 cellspacing=0 cellpadding=3 bgcolor=#336699 id=titelzeile><tr>
<td><font face="Arial, Helvetica" size=3 color=#FFFFFF><b>${escapeHtml(title)}</b></font>
<td align=right id=anmeldung><font face=Arial size=1 color=#FFFFFF>Angemeldet als: ${escapeHtml(viewer.login)}</font></td>
</tr></table>
<form name=schnellsuche action="konten.asp" method=get><font face=Arial size=1>${viewer.language === 'de' ? 'Suche' : 'Search'}: <input type=text name=q size=18 value=""><input type=submit value="&gt;&gt;"></font></form>
${body}
<hr noshade size=1>
${FOOTER}
</body>
</html>
`;

/** The form that starts a session. `target` is opened after it. */
export const signInPage = (target: string, message: string): string => `${DOCTYPE}
<html>
<head><title>AdressPilot 2003 - Anmeldung</title>
${META}
</head>
<body bgcolor=#FFFFFF>
<center><br><br><table border=1 cellspacing=0 cellpadding=8 bgcolor=#E8E8E8 bordercolor=#336699><tr><td>
<font face=Arial size=4 color=#336699><b>AdressPilot 2003</b></font><br>
<font face=Arial size=2>Bitte melden Sie sich an. / Please sign in.</font>
${message === '' ? '' : `<p><font face=Arial size=2 color=#CC0000><b>${escapeHtml(message)}</b></font>`}
<form name=anmeldung action="anmelden.asp" method=post>
<input type=hidden name=ziel value="${escapeHtml(target)}">
<table border=0><tr><td><font face=Arial size=2>User / Benutzer</font><td><input type=text name=user size=16>
<tr><td><font face=Arial size=2>Password / Kennwort</font><td><input type=password name=pass size=16>
<tr><td><td><input type=submit value="Login"></table>
</form></table></center>
${FOOTER}
</body>
</html>
`;

/** The frameset that a fresh session opens on. */
export const framesetPage = (main: string): string => `<html>
<head><title>AdressPilot 2003</title>
${META}
</head>
<frameset rows="44,*" border=0 frameborder=0>
<frame name=kopf src="kopf.asp" scrolling=no noresize>
<frameset cols="150,*" border=0>
<frame name=menu src="menu.asp" scrolling=no>
<frame name=haupt src="${escapeHtml(main)}">
</frameset>
<noframes><body>AdressPilot 2003 needs a browser with frames. <a href="haupt.asp">Continue</a></body></noframes>
</frameset>
</html>
`;

/** The top frame: who is signed in, and the way out. */
export const topFrame = (viewer: Viewer): string => `<html>
<head>${META}</head>
<body bgcolor=#336699 link=#FFFFFF vlink=#FFFFFF topmargin=6>
<table width="100%" border=0><tr><td><font face="Arial Black" size=4 color=#FFFFFF>AdressPilot 2003</font>
<td align=right><font face=Arial size=1 color=#FFFFFF>Angemeldet als: ${escapeHtml(viewer.login)} | <a href="einstellungen.asp" target=haupt>${viewer.language === 'de' ? 'Einstellungen' : 'Settings'}</a> | <a href="abmelden.asp" target=_top>${viewer.language === 'de' ? 'Abmelden' : 'Logout'}</a></font></table>
</body>
</html>
`;

/** The menu frame. */
export const menuFrame = (viewer: Viewer): string => {
  const entries: readonly (readonly [string, string, string])[] = [
    ['haupt.asp', 'Start', 'Start'],
    ['konten.asp', 'Accounts', 'Firmen'],
    ['kontakte.asp', 'Contacts', 'Kontakte'],
    ['chancen.asp', 'Deals', 'Chancen'],
    ['interessenten.asp', 'Leads', 'Interessenten'],
    ['benutzer.asp', 'Users', 'Benutzer'],
    ['phasen.asp', 'Stages', 'Phasen'],
  ];
  const items = entries.map(
    ([page, en, de]) =>
      `<tr><td bgcolor=#D8E4F0><font face=Arial size=2><a href="${page}" target=haupt>${viewer.language === 'de' ? de : en}</a></font>`,
  );
  return `<html>
<head>${META}</head>
<body bgcolor=#E8E8E8 link=#003399 vlink=#003399>
<table border=0 width="100%" cellspacing=2 cellpadding=4>
${items.join('\n')}
</table>
</body>
</html>
`;
};

/** Full chrome around one sentence of the system. */
export const sentencePage = (viewer: Viewer, title: string, sentence: string): string =>
  fullPage(
    viewer,
    title,
    `<br><table border=1 cellpadding=10 bgcolor=#FFFFCC align=center><tr><td><font face=Arial size=2 color=#CC0000>${escapeHtml(sentence)}</font></table><br><font face=Arial size=2><a href="javascript:history.back()">&lt;&lt; ${viewer.language === 'de' ? 'Zurück' : 'Back'}</a></font>`,
  );
