// How the drawings' own elements look. A sheet that a script makes is allowed where the
// page's policy forbids styles written into elements.

const rules = `
.drawing { position: relative; }
.plot:focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
.plot.may { cursor: pointer; }
.plot svg text { pointer-events: none; }
.keys { display: flex; flex-wrap: wrap; gap: 4px 12px; list-style: none; margin: 4px 0 0; padding: 0; font-size: .85rem; }
.keys li { margin: 0; }
.key { display: inline-flex; align-items: center; gap: 6px; min-height: 26px; padding: 2px 6px; font: inherit; color: inherit; background: transparent; border: 2px solid transparent; border-radius: 4px; max-width: 100%; overflow-wrap: anywhere; text-align: start; }
button.key { cursor: pointer; border-color: color-mix(in srgb, currentColor 40%, transparent); }
button.key:focus-visible { outline: 3px solid #0072b2; outline-offset: 1px; }
button.key[aria-pressed=true] { border-color: currentColor; font-weight: bold; }
button.key[aria-pressed=true]::after { content: "\\2713 highlighted"; font-weight: normal; }
.tip { position: absolute; z-index: 5; max-width: min(22rem, 90%); padding: 6px 9px; background: Canvas; color: CanvasText; border: 1px solid currentColor; border-radius: 4px; font-size: .85rem; pointer-events: none; overflow-wrap: anywhere; }
.choice { position: fixed; inset: auto 0 0 0; z-index: 9; margin: 0; padding: 8px 16px; background: #000; color: #fff; font-size: .95rem; text-align: center; }
.choice:empty { padding: 0; }
#broken { padding: 8px 16px; border: 2px solid #d55e00; }
.offscreen { position: fixed; left: -9999px; }
@media print {
  .choice, .tip { display: none; }
  .plot, .plot > div { width: 100% !important; height: auto !important; }
  .plot svg { position: static !important; width: 100% !important; height: auto !important; }
  .key, button.key { border-color: transparent; }
}
`

export function style() {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(rules)
  return sheet
}
