// Colours, patterns, dashes and signs. Nothing is told by a colour alone: each index has
// its own of all four.

// Okabe and Ito 2008, without black; those whose grey is alike are not neighbours.
const okabeIto = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442']
const dashes = [null, [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [4, 2, 1, 2], [1, 3]]
const signs = ['circle', 'triangle', 'rect', 'diamond', 'cross', 'star', 'down']

const lines = (rotation) => ({ symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1.5, 5], rotation })
const patterns = [
  null,
  lines(Math.PI / 4),
  { symbol: 'circle', symbolSize: 0.8, dashArrayX: [[5, 5], [0, 5, 5, 0]], dashArrayY: [5, 0] },
  lines(-Math.PI / 4),
  lines(0),
  { symbol: 'rect', symbolSize: 0.8, dashArrayX: [[4, 4], [0, 4, 4, 0]], dashArrayY: [4, 0] },
  lines(Math.PI / 2),
]

// paint returns what index i is drawn with. Beyond seven, colours come again with the
// next pattern. A variant has the colour, with signs of its own.
export function paint(i, theme, variant = 0) {
  const n = okabeIto.length
  const turn = (i + Math.floor(i / n) + 3 * variant) % n
  const pattern = patterns[turn]
  return {
    color: okabeIto[i % n],
    edge: theme.ink,
    dash: dashes[turn],
    sign: signs[turn],
    pattern: pattern && { color: theme.hatch, ...pattern },
  }
}

// sign returns the outline of a sign as the d of a path, of radius r about x, y.
export function sign(name, x, y, r) {
  const poly = (...p) => 'M' + p.map(([a, b]) => `${(x + a * r).toFixed(2)},${(y + b * r).toFixed(2)}`).join('L') + 'Z'
  switch (name) {
    case 'triangle': return poly([0, -1.1], [1, 0.8], [-1, 0.8])
    case 'down': return poly([0, 1.1], [1, -0.8], [-1, -0.8])
    case 'rect': return poly([-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85])
    case 'diamond': return poly([0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0])
    case 'cross': return poly([-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35], [1, 0.35], [0.35, 0.35], [0.35, 1], [-0.35, 1], [-0.35, 0.35], [-1, 0.35], [-1, -0.35], [-0.35, -0.35])
    case 'star': return poly(...Array.from({ length: 10 }, (_, i) => [Math.sin((i * Math.PI) / 5) * (i % 2 ? 0.5 : 1.2), -Math.cos((i * Math.PI) / 5) * (i % 2 ? 0.5 : 1.2)]))
  }
  return `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`
}

// theme reads the page's colours; on paper they are black on white.
export function theme(element, print) {
  if (print) return { ink: '#000', paper: '#fff', grid: '#ccc', hatch: 'rgba(255,255,255,.75)', font: 'sans-serif' }
  let paper = ''
  for (let e = element; e && !paper; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor
    if (c && c !== 'transparent' && !/, 0\)$/.test(c)) paper = c
  }
  const style = getComputedStyle(element)
  const dark = luminance(style.color) > 0.5
  return {
    ink: style.color,
    paper: paper || (dark ? '#111' : '#fff'),
    grid: dark ? '#444' : '#ddd',
    hatch: dark ? 'rgba(0,0,0,.6)' : 'rgba(255,255,255,.75)',
    font: style.fontFamily,
  }
}

// luminance of an rgb(…) or #rrggbb, 0 to 1 (WCAG 2).
export function luminance(color) {
  let rgb = (color.match(/[\d.]+/g) || []).slice(0, 3).map(Number)
  if (color[0] === '#') rgb = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16))
  const [r, g, b] = rgb.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

// heat mixes the colour of a cell: pale to blue, or orange below and blue above 0.
export function heat(z, low, high) {
  const mix = (to, share) => '#' + to.map((c) => Math.round(250 + (c - 250) * share).toString(16).padStart(2, '0')).join('')
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1
  if (low < 0 && high > 0) return z < 0 ? mix([213, 94, 0], -z / most) : mix([0, 114, 178], z / most)
  return mix([0, 90, 150], high > low ? 0.08 + (0.92 * (z - low)) / (high - low) : 0.5)
}
