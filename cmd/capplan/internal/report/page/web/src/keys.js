// The keys below a chart: of each series its sign, pattern and name. That of a fleet is a
// button that highlights it in all charts.
import { heat, paint, sign } from './paint.js'

const svg = (name, attributes, ...children) => {
  const e = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v)
  e.append(...children)
  return e
}

let patterns = 0

// swatch draws a key's sign: a line with its sign, or a box with its pattern.
function swatch(kind, dashed, look) {
  const root = svg('svg', { width: 34, height: 14, viewBox: '0 0 34 14', 'aria-hidden': 'true' })
  if (kind === 'curve' || kind === 'steps' || kind === 'dots') {
    const dash = dashed ? '5 5' : (look.dash || []).join(' ')
    root.append(svg('line', { x1: 1, x2: 33, y1: 7, y2: 7, stroke: look.color, 'stroke-width': 2.5, 'stroke-dasharray': kind === 'dots' ? '' : dash }))
    root.append(svg('path', { d: sign(look.sign, 17, 7, 5), fill: look.color, stroke: 'currentColor', 'stroke-width': 0.5 }))
    return root
  }
  const box = { x: 1, y: 1, width: 32, height: 12 }
  root.append(svg('rect', { ...box, fill: look.color, stroke: 'currentColor', 'stroke-width': 1, 'fill-opacity': kind === 'band' ? 0.4 : 1, 'stroke-dasharray': dashed ? '4 3' : '' }))
  if (look.pattern) {
    const id = `key-pattern-${patterns++}`
    const { symbol, symbolSize, rotation, color } = look.pattern
    const inner = symbolSize ? (symbol === 'circle' ? svg('circle', { cx: 3, cy: 3, r: 2, fill: color }) : svg('rect', { x: 1, y: 1, width: 4, height: 4, fill: color })) : svg('rect', { width: 6, height: 1.5, fill: color })
    root.prepend(svg('defs', {}, svg('pattern', { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${((rotation || 0) * 180) / Math.PI})` }, inner)))
    root.append(svg('rect', { ...box, fill: `url(#${id})` }))
  }
  return root
}

// keys returns the list for a chart.
export function keys(chart, fleets, choose) {
  const list = document.createElement('ul')
  list.className = 'keys'
  const seen = new Set()
  const add = (content) => {
    const item = document.createElement('li')
    item.append(content)
    list.append(item)
  }
  chart.view.series.forEach((s, k) => {
    if (s.kind === 'cells' && (!s.fleet || s.points.some((p) => p.z !== undefined))) return add(scale(s))
    const id = JSON.stringify([s.name, s.fleet])
    if (!s.name || seen.has(id)) return
    seen.add(id)
    const element = document.createElement(s.fleet ? 'button' : 'span')
    element.className = 'key'
    const name = document.createElement('bdi')
    name.textContent = s.name
    element.append(swatch(s.kind, s.dashed, paint(chart.index[k], { ink: 'currentColor', hatch: 'rgba(255,255,255,.75)' }, chart.variant[k])), name)
    if (s.fleet) {
      element.type = 'button'
      element.dataset.fleet = s.fleet
      element.setAttribute('aria-pressed', 'false')
      element.addEventListener('click', () => choose(s.fleet))
    }
    add(element)
  })
  return list
}

// scale shows from which colour to which a heat map goes.
function scale(s) {
  const known = s.points.filter((p) => p.z !== undefined).sort((a, b) => a.z - b.z)
  const element = document.createElement('span')
  element.className = 'key'
  if (known.length === 0) return element
  const [least, most] = [known[0], known[known.length - 1]]
  const root = svg('svg', { width: 90, height: 14, viewBox: '0 0 90 14', 'aria-hidden': 'true' })
  for (let i = 0; i < 15; i++) root.append(svg('rect', { x: i * 6, y: 1, width: 6, height: 12, fill: heat(least.z + ((most.z - least.z) * i) / 14, least.z, most.z) }))
  element.append(`${s.name}: ${least.label || ''} `, root, ` ${most.label || ''}`)
  return element
}
