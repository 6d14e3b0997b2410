/** How the page looks: on a screen by day and by night, and on A4 or Letter. */
export const STYLE = `
:root{--ink:#1c2430;--soft:#5b6675;--paper:#fff;--rule:#d9dee5;--good:#0f6b3a;--bad:#a61b1b;--open:#8a5a00;--shade:#f4f6f9}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--paper:#12161c;--rule:#2e3743;--good:#6ddb9b;--bad:#ff8f8f;--open:#f2c063;--shade:#1a2028}}
*{box-sizing:border-box}
html{color-scheme:light dark}
body{margin:0 auto;max-width:56rem;padding:2rem 1.5rem 3rem;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:1.5rem;font-weight:600;margin:0}
h2{font-size:1rem;font-weight:600;margin:0 0 .4rem}
p{margin:.3rem 0}
.subtitle,footer{color:var(--soft)}
section{margin-top:1.6rem}
.verdict{border-left:4px solid var(--tone);background:var(--shade);padding:.9rem 1.1rem}
.verdict h2{color:var(--tone);font-size:1.5rem;letter-spacing:.02em;margin:0}
.good{--tone:var(--good)}.bad{--tone:var(--bad)}.open{--tone:var(--open)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:.8rem 1.4rem;margin:1rem 0 0}
.figures dt{color:var(--soft);font-size:.8rem}
.figures dd{margin:0}
.figures dd span{display:block;font-size:1.25rem;font-weight:600}
small{color:var(--soft);font-size:.82em}
.facts small,.figures small{display:block}
table{border-collapse:collapse;width:100%;margin:.3rem 0 .8rem;font-size:.9rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{text-align:left;vertical-align:top;padding:.28rem .9rem .28rem 0;border-bottom:1px solid var(--rule);overflow-wrap:anywhere}
thead th{color:var(--soft);font-weight:600;font-size:.8rem;overflow-wrap:normal}
tbody th{font-weight:500}
.facts th{width:11rem;color:var(--soft);font-weight:400}
th.right,td.right{text-align:right;white-space:nowrap}
td.short{white-space:nowrap}
ul{margin:.3rem 0;padding-left:1.2rem}
li{margin:.15rem 0;overflow-wrap:anywhere}
figure{margin:.3rem 0}
figure svg{display:block;max-width:100%;height:auto}
footer{margin-top:2rem;border-top:1px solid var(--rule);padding-top:.6rem;font-size:.82rem}
.banner{border:1px solid var(--open);color:var(--open);padding:.35rem .7rem;margin:0 0 1.2rem;font-weight:600;font-size:.88rem}
.watermark{position:fixed;inset:0;z-index:1;display:flex;align-items:center;justify-content:center;pointer-events:none;color:var(--ink);opacity:.07;font-size:min(17vw,9rem);font-weight:700;letter-spacing:.06em;transform:rotate(-32deg);white-space:nowrap}
@media print{
@page{margin:12mm 13mm 11mm}
html{font-size:8.8pt}
body{max-width:none;padding:0 .4mm;font-size:1rem;line-height:1.28;background:none}
h1{font-size:14pt}.verdict h2{font-size:14pt}.figures dd span{font-size:11pt}
section{margin-top:2.6mm}
.verdict{padding:2mm 3mm}
.figures{grid-template-columns:repeat(4,1fr);margin-top:1.5mm}
.pair{display:grid;grid-template-columns:1.25fr 1fr;column-gap:5mm;align-items:start}
.pair h2{grid-column:1/-1}
.facts th{width:9.5rem;white-space:nowrap}
.pair .facts th{width:7.6rem}
h2{break-after:avoid}
tr,figure,.verdict,li{break-inside:avoid}
thead{display:table-header-group}
table{font-size:.94rem;margin:.3mm 0 .8mm}
th,td{padding-top:.4mm;padding-bottom:.4mm}
.facts small{display:inline}
figure svg{max-height:50mm}
footer{margin-top:3mm;padding-top:1mm}
.banner{margin-bottom:2.5mm;padding:1mm 2mm}
.verdict,.banner{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.watermark{opacity:.09;font-size:27mm}
}
`.trim();
