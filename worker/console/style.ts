import { createHash } from 'node:crypto';

/** The console's one style sheet. Colours are the extension's; text on its ground keeps at least 4.5 to 1 in both schemes. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f5f8f9;--surface:#fff;--ink:#13232b;--soft:#51636d;--line:#dde5e8;--line-strong:#b9c7cd;
--accent:#0b6d7f;--accent-strong:#095968;--accent-soft:#e0f2f3;--on-accent:#fff;--ok:#17744a;--ok-soft:#e2f5ea;--warn:#805300;--warn-soft:#fdf3da;
--bad:#b3261e;--bad-soft:#fdeceb;--plot-a:#0b6d7f;--plot-b:#2f9e6b;--plot-c:#c4412f;--plot-d:#8a6fd1;
--font:-apple-system,"Segoe UI Variable Text","Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif;
--mono:ui-monospace,"Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{--ground:#0f171b;--surface:#172126;--ink:#e7eff2;--soft:#a0b2ba;--line:#29363c;--line-strong:#475962;
--accent:#5fd0d6;--accent-strong:#8be2e5;--accent-soft:#12343a;--on-accent:#05252b;--ok:#67d39a;--ok-soft:#12321f;--warn:#f0c063;--warn-soft:#362a10;
--bad:#ffa198;--bad-soft:#3c1b19;--plot-a:#5fd0d6;--plot-b:#67d39a;--plot-c:#ff8d80;--plot-d:#b7a3f0}}
*,*::before,*::after{box-sizing:border-box}
html{font:14px/1.5 var(--font);color:var(--ink);background:var(--ground);-webkit-text-size-adjust:100%;font-variant-numeric:tabular-nums}
body{margin:0}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0;padding:0}
ul,ol{list-style:none}
h1{font-size:22px;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h2{font-size:16px;line-height:1.3;font-weight:650}
h3{font-size:14px;font-weight:650}
a{color:var(--accent);text-underline-offset:2px}
a:hover{color:var(--accent-strong)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
code{font:12.5px/1.4 var(--mono)}
.wrap{overflow-wrap:anywhere}
.clip{min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.soft{color:var(--soft)}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:8px;top:-60px;z-index:9;padding:8px 12px;background:var(--surface);border-radius:8px}
.skip:focus{top:8px}
.bar{position:sticky;top:0;z-index:5;display:flex;align-items:center;gap:12px;height:52px;padding:0 20px;background:var(--surface);border-bottom:1px solid var(--line)}
.brand{display:flex;align-items:center;gap:10px;font-weight:650;color:var(--ink);text-decoration:none;white-space:nowrap}
.who{display:flex;align-items:center;gap:12px;margin-left:auto;min-width:0}
.seek{width:280px;margin-left:auto}.seek-form{display:flex;align-items:center;gap:8px}.seek input{min-height:32px;padding:4px 10px}
.seek+.who{margin-left:0}
.menu{display:none}
.shell{display:grid;grid-template-columns:208px minmax(0,1fr);max-width:1320px;margin:0 auto}
.side{position:sticky;top:52px;align-self:start;padding:24px 12px 24px 20px}
.nav-group{margin-bottom:18px}
.nav-heading{padding:0 10px 4px;font-size:12px;color:var(--soft)}
.nav-group a{display:block;padding:5px 10px;border-radius:8px;color:var(--ink);text-decoration:none}
.nav-group a:hover{background:var(--accent-soft)}
.nav-group a[aria-current]{background:var(--accent-soft);color:var(--accent-strong);font-weight:600}
main{display:flex;flex-direction:column;gap:20px;padding:24px 24px 64px 12px;min-width:0}
main.alone{max-width:420px;margin:10vh auto 0;padding:24px}
.title{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:4px 16px}
.as-of{font-size:12.5px}
.lead{max-width:72ch;color:var(--soft);margin-top:-12px}
.card{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:16px 18px;display:flex;flex-direction:column;gap:12px;min-width:0}
.card>header{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:4px 12px}
.grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,560px),1fr))}
.figures{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(150px,1fr))}
.figure{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:12px 14px}
.figure dt{color:var(--soft);font-size:12.5px}
.figure dd{font-size:22px;font-weight:650;letter-spacing:-.01em;line-height:1.3}
.figure dd small{display:block;font-size:12.5px;font-weight:400;letter-spacing:0;color:var(--soft)}
.answer{font-size:18px;line-height:1.4;font-weight:600;max-width:60ch;overflow-wrap:anywhere}
.answer-card{border-left:4px solid var(--line-strong)}
.answer-card.ok{border-left-color:var(--ok)}.answer-card.warn{border-left-color:var(--warn)}.answer-card.bad{border-left-color:var(--bad)}
.table-box{position:relative;overflow-x:auto;margin:0 -18px -16px;border-top:1px solid var(--line)}
.card>.table-box:first-child{margin-top:-16px;border-top:0}
.table-box:focus-visible{outline-offset:-2px}
table{width:100%;border-collapse:collapse}
th,td{padding:8px 12px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:18px}th:last-child,td:last-child{padding-right:18px}
tbody tr:last-child td{border-bottom:0}
th{font-size:12.5px;font-weight:500;color:var(--soft);white-space:nowrap}
td{max-width:46ch;overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
.badge{display:inline-block;padding:1px 8px;border-radius:99px;font-size:12.5px;font-weight:600;white-space:nowrap;background:var(--accent-soft);color:var(--accent-strong)}
.badge.ok{background:var(--ok-soft);color:var(--ok)}.badge.warn{background:var(--warn-soft);color:var(--warn)}.badge.bad{background:var(--bad-soft);color:var(--bad)}
.badge.calm{background:var(--ground);color:var(--soft)}
.button{display:inline-flex;align-items:center;justify-content:center;min-height:36px;padding:6px 14px;border:1px solid var(--line-strong);border-radius:8px;background:var(--surface);color:var(--ink);font:inherit;font-weight:600;text-decoration:none;cursor:pointer;white-space:nowrap}
.button:hover{background:var(--accent-soft);color:var(--ink)}
.button.small{min-height:30px;padding:3px 10px;font-size:13px}
.button.primary{border-color:var(--accent);background:var(--accent);color:var(--on-accent)}
.button.primary:hover{border-color:var(--accent-strong);background:var(--accent-strong)}
.button.danger{border-color:var(--bad);color:var(--bad)}
.button.danger:hover{background:var(--bad-soft);color:var(--bad)}
.actions{display:flex;flex-wrap:wrap;align-items:flex-start;gap:8px}
.inline{display:inline}
summary{cursor:pointer}
summary.button{list-style:none}summary.button::-webkit-details-marker{display:none}
.careful-box{display:flex;flex-direction:column;align-items:flex-start;gap:8px;max-width:44ch;margin-top:8px;padding:10px 12px;border-radius:8px;background:var(--bad-soft);white-space:normal;text-align:left}
.field{display:flex;flex-direction:column;gap:4px;min-width:0}
label{font-weight:600}
.hint{font-size:12.5px;color:var(--soft);max-width:64ch}
input[type=text],input[type=search],input[type=url],input[type=password],input[type=number],select,textarea{width:100%;min-height:38px;padding:7px 10px;border:1px solid var(--line-strong);border-radius:8px;background:var(--surface);color:inherit;font:inherit}
textarea{font:12.5px/1.5 var(--mono);min-height:160px;resize:vertical}
input[type=file]{font:inherit;max-width:100%}
.row-form,.card.row-form{display:flex;flex-flow:row wrap;align-items:flex-end;gap:12px}
.row-form .field{flex:1 1 150px}
.stack{display:flex;flex-direction:column;align-items:flex-start;gap:12px}
.stack .field{width:100%;max-width:560px}
.notice{padding:10px 14px;border-radius:8px;background:var(--ok-soft);color:var(--ok);font-weight:600;max-width:80ch}
.problem{display:flex;flex-direction:column;gap:6px;padding:14px 16px;border-radius:10px;background:var(--bad-soft);max-width:80ch;overflow-wrap:anywhere}
.problem h2{color:var(--bad)}
.warning{padding:12px 14px;border-radius:10px;background:var(--warn-soft);max-width:80ch;display:flex;flex-direction:column;gap:4px}
.warning h2,.warning strong{color:var(--warn)}
.empty{color:var(--soft)}
.secret{display:block;padding:12px 14px;border:1px dashed var(--line-strong);border-radius:8px;background:var(--ground);font:15px/1.5 var(--mono);overflow-wrap:anywhere;user-select:all}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px}
.facts dt{color:var(--soft)}.facts dd{overflow-wrap:anywhere}
.tabs{display:flex;gap:4px;font-size:13px}
.tabs a{padding:3px 10px;border-radius:99px;text-decoration:none}
.tabs a[aria-current]{background:var(--accent-soft);color:var(--accent-strong);font-weight:600}
.diff{font:12.5px/1.55 var(--mono);overflow:auto;max-height:640px;border:1px solid var(--line);border-radius:8px;padding:8px 0}
.diff div{padding:0 12px;white-space:pre-wrap;overflow-wrap:anywhere}
.diff .add{background:var(--ok-soft)}.diff .cut{background:var(--bad-soft)}.diff .gap{color:var(--soft);padding:4px 12px}
.plot{width:100%;height:auto;display:block;overflow:visible}
.plot text{font:11px var(--font);fill:var(--soft)}
.plot .axis{stroke:var(--line);stroke-width:1}
.plot .limit{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:5 4}
.plot .a{fill:var(--plot-a)}.plot .b{fill:var(--plot-b)}.plot .c{fill:var(--plot-c)}
.plot .line-a,.plot .line-d{fill:none;stroke:var(--plot-a);stroke-width:2;stroke-linejoin:round}
.plot .line-d{stroke:var(--plot-d);stroke-dasharray:4 3}
.plot .area-a{fill:var(--plot-a);opacity:.14}
.plot .dot-a{fill:var(--plot-a)}.plot .dot-d{fill:var(--plot-d)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:12.5px;color:var(--soft)}
.legend span::before{content:"";display:inline-block;width:9px;height:9px;border-radius:2px;margin-right:6px}
.legend .a::before{background:var(--plot-a)}.legend .b::before{background:var(--plot-b)}.legend .c::before{background:var(--plot-c)}.legend .d::before{background:var(--plot-d)}
.meter{height:8px;border-radius:99px;background:var(--line);overflow:hidden;display:block;width:100%}
.meter .on{fill:var(--accent)}.meter .high{fill:var(--bad)}
details.more>summary{color:var(--accent);font-size:13px;width:max-content;max-width:100%}
details.more[open]>summary{margin-bottom:10px}
details.more .table-box{border:1px solid var(--line);border-radius:8px;margin:0;max-height:320px;overflow:auto}
.lines{display:flex;flex-direction:column;gap:10px}
.lines li{overflow-wrap:anywhere}
@media (max-width:860px){.shell{display:block}.side{display:none}.menu{display:block}.menu[open] nav{position:absolute;left:0;right:0;top:52px;padding:16px 20px;background:var(--surface);border-bottom:1px solid var(--line);display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:0 12px}
main{padding:20px 16px 48px}.bar{padding:0 16px}.who .clip,.seek{display:none}.seek+.who{margin-left:auto}.card{padding:14px}.table-box{margin:0 -14px -14px}th:first-child,td:first-child{padding-left:14px}th:last-child,td:last-child{padding-right:14px}.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:8px}td,td .wrap{max-width:26ch;overflow-wrap:break-word}td time{white-space:nowrap}.wide{min-width:26ch}.plot text{font-size:18px}}
@media (forced-colors:active){.badge,.button{border:1px solid ButtonText}}
@media print{.bar,.side,.actions,form{display:none}.shell{display:block}}
`;

const HASH = createHash('sha256').update(STYLE).digest('hex').slice(0, 12);

/** Another sheet has another address, so that browsers may keep it for ever. */
export const STYLE_PATH = `/console/style.${HASH}.css`;

/** The extension's mark, extension/assets/icon-small.svg. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3.5" fill="#0d6f84"/><g fill="none" stroke-linecap="round"><path d="M4.5 4C5.2 9.6 10.8 9.6 11.5 4" stroke="#9ff0e6" stroke-width="1.2"/><path d="M2 10.5H14M4.5 4V13M11.5 4V13" stroke="#fff" stroke-width="1.5"/></g></svg>`;
