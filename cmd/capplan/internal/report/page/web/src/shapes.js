// The shapes of each kind of series: for a series, how many items there are and how
// ECharts renders each.
import { format } from 'echarts/core'
import { heat, luminance, sign } from './paint.js'

const words = (look, text, more) => ({
  text, fill: look.theme.ink, font: `${look.size}px ${look.font}`, opacity: look.said, stroke: look.theme.paper, lineWidth: 3, ...more,
})

const inkOn = (color) => (luminance(color) > 0.18 ? '#000' : '#fff')

const filled = (look, more) => ({
  fill: look.color, stroke: look.edge, lineWidth: look.heavy ? 2 : 0.75, opacity: look.opacity, decal: look.pattern && { ...look.pattern }, ...more,
})

function dots(s, { axes, look }) {
  return {
    length: s.points.length,
    item: (params, api) => {
      const p = s.points[params.dataIndex]
      const to = (x, y) => api.coord([axes.x.at(x), axes.y.at(y)])
      const [x, y] = to(p.x, p.y)
      const line = (a, b) => ({ type: 'line', shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: look.color, lineWidth: look.heavy ? 3 : 2, opacity: look.opacity, lineDash: s.dashed ? [4, 3] : null } })
      const children = []
      if (p.lo !== undefined && p.hi !== undefined) {
        const [a, b] = [to(p.x, p.lo), to(p.x, p.hi)]
        children.push(line(a, b), line([x - 5, a[1]], [x + 5, a[1]]), line([x - 5, b[1]], [x + 5, b[1]]))
      }
      if (p.xlo !== undefined && p.xhi !== undefined) {
        const [a, b] = [to(p.xlo, p.y), to(p.xhi, p.y)]
        children.push(line(a, b), line([a[0], y - 5], [a[0], y + 5]), line([b[0], y - 5], [b[0], y + 5]))
      }
      const area = params.coordSys
      const right = x < area.x + area.width * 0.75
      children.push({
        type: 'path',
        shape: { pathData: sign(look.sign, x, y, look.heavy ? 8 : 6) },
        style: { fill: look.color, stroke: look.edge, lineWidth: 1, opacity: look.opacity },
        ...(p.label && {
          textContent: { type: 'text', style: words(look, p.label, { fontWeight: 'bold' }) },
          textConfig: { position: right ? [12, -14] : [-4 , -14], ...(right ? {} : { position: 'left' }) },
        }),
      })
      return { type: 'group', children }
    },
  }
}

function bars(s, { chart, k, axes, look }) {
  const { boxes } = chart.laid[k]
  const base = s.across ? axes.y : axes.x
  const value = s.across ? axes.x : axes.y
  return {
    length: s.points.length,
    item: (params, api) => {
      const p = s.points[params.dataIndex]
      const b = boxes[params.dataIndex]
      const from = b.begins ? value.at(b.from) : value.floor
      const [lo, hi] = [b.base - b.half, b.base + b.half].map((v) => Math.min(base.max, Math.max(base.min, v)))
      const ends = s.across ? [[from, lo], [value.at(b.to), hi]] : [[lo, from], [hi, value.at(b.to)]]
      const [a, c] = ends.map((q) => api.coord(q))
      const shape = { x: Math.min(a[0], c[0]), y: Math.min(a[1], c[1]), width: Math.abs(a[0] - c[0]), height: Math.abs(a[1] - c[1]) }
      const thick = s.across ? 'height' : 'width'
      if (shape[thick] > 64 && !s.across) {
        shape.x += (shape.width - 64) / 2
        shape.width = 64
      }
      const position = p.label && beside(shape, p.label, s, b)
      return {
        type: 'rect',
        shape,
        style: filled(look, s.dashed ? { lineDash: [4, 3], lineWidth: 1.5 } : {}),
        ...(position && {
          textContent: { type: 'text', style: words(look, p.label) },
          textConfig: { distance: 4, position, insideFill: look.theme.ink, insideStroke: look.theme.paper },
        }),
      }
    },
  }
}

// beside is where a bar's label stands: within a part of a stack, else at its end; a part
// that is too small has none.
function beside(shape, label, s, box) {
  if (!box.alone) return shape.width > label.length * 6 && shape.height > 13 ? 'inside' : ''
  const grows = box.to >= box.from
  return s.across ? (grows ? 'right' : 'left') : grows ? 'top' : 'bottom'
}

// whole is a series that is one shape through all its points.
function whole(s, axes, look, upper, lower, style) {
  return {
    length: 1,
    item: (params, api) => {
      const to = (p) => api.coord([axes.x.at(p[0]), axes.y.at(p[1])])
      const points = [...upper.map(to), ...lower.map(to).reverse()]
      return { type: 'polygon', shape: { points }, style: filled(look, style) }
    },
  }
}

function band(s, { axes, look }) {
  const points = s.points.filter((p) => p.lo !== undefined && p.hi !== undefined)
  return whole(s, axes, look, points.map((p) => [p.x, p.hi]), points.map((p) => [p.x, p.lo]), { opacity: look.opacity * (look.heavy ? 0.5 : 0.3), stroke: look.color })
}

function areas(s, { chart, k, axes, look }) {
  const { layer } = chart.laid[k]
  return whole(s, axes, look, layer.map((l) => [l.x, l.to]), layer.map((l) => [l.x, l.from]), {})
}

function cells(s, { chart, axes, look }) {
  const z = s.points.map((p) => p.z).filter((v) => v !== undefined)
  const low = Math.min(...z)
  const high = Math.max(...z)
  const width = (placed, names, v, values) => {
    if (names) return [v - 0.5, v + 0.5]
    const sorted = [...new Set(values)].sort((a, b) => a - b)
    const i = sorted.indexOf(v)
    const left = i > 0 ? (v - sorted[i - 1]) / 2 : ((sorted[1] ?? v + 1) - v) / 2
    const right = i < sorted.length - 1 ? (sorted[i + 1] - v) / 2 : left
    return [Math.max(placed.min, v - left), Math.min(placed.max, v + right)]
  }
  const xs = s.points.map((p) => axes.x.at(p.x))
  const ys = s.points.map((p) => axes.y.at(p.y))
  return {
    length: s.points.length,
    item: (params, api) => {
      const p = s.points[params.dataIndex]
      const [x0, x1] = width(axes.x, chart.view.x.scale === 'names', xs[params.dataIndex], xs)
      const [y0, y1] = width(axes.y, chart.view.y.scale === 'names', ys[params.dataIndex], ys)
      const [a, c] = [api.coord([x0, y0]), api.coord([x1, y1])]
      const own = p.z === undefined && s.fleet // a cell of a fleet, not of a value
      const color = own ? look.color : p.z === undefined ? look.theme.paper : heat(p.z, low, high)
      const shape = { x: Math.min(a[0], c[0]), y: Math.min(a[1], c[1]), width: Math.abs(a[0] - c[0]), height: Math.abs(a[1] - c[1]) }
      const ink = own || p.z === undefined ? look.theme.ink : inkOn(color)
      return {
        type: 'rect',
        shape,
        style: own ? filled(look) : { fill: color, stroke: look.theme.grid, lineWidth: 1 },
        ...(p.label && {
          textContent: { type: 'text', style: words(look, p.label, { fill: ink, lineWidth: own ? 4 : 0, width: shape.width - 4, overflow: 'truncate' }) },
          textConfig: { position: 'inside' },
        }),
      }
    },
  }
}

export const widthOf = (text, font) => format.getTextRect(text, font).width

// lines crosses the chart; labels that would cover each other stand in rows.
function lines(list, { axes }) {
  const taken = []
  return {
    length: list.length,
    item: (params, api) => {
      if (params.dataIndex === 0) taken.length = 0
      const l = list[params.dataIndex]
      const area = params.coordSys
      const style = { stroke: l.look.theme.ink, lineWidth: 1.5, lineDash: [6, 4], opacity: l.look.opacity }
      const width = widthOf(l.label, `${l.look.size}px ${l.look.font}`)
      const free = (x, y) => !taken.some((t) => x < t.x + t.width + 6 && t.x < x + width + 6 && Math.abs(t.y - y) < l.look.size + 3)
      let shape
      let x
      let y
      if (l.up) {
        const at = api.coord([axes.x.at(l.at), axes.y.min])[0]
        shape = { x1: at, x2: at, y1: area.y, y2: area.y + area.height }
        x = at + 5 + width > area.x + area.width ? at - 5 - width : at + 5
        y = area.y + 4
        while (!free(x, y) && y < area.y + area.height - 20) y += l.look.size + 4
      } else {
        const at = api.coord([axes.x.min, axes.y.at(l.at)])[1]
        shape = { x1: area.x, x2: area.x + area.width, y1: at, y2: at }
        x = area.x + area.width - width - 4
        y = at - l.look.size - 4 < area.y ? at + 4 : at - l.look.size - 4
        if (!free(x, y)) y = at + 4
        while (!free(x, y) && x > area.x + 8) x -= 20
      }
      taken.push({ x, y, width })
      return {
        type: 'group',
        silent: true,
        children: [
          { type: 'line', shape, style },
          { type: 'text', x, y, z2: 100, style: words(l.look, l.label) },
        ],
      }
    },
  }
}

export const shapes = { dots, bars, band, areas, cells, lines }
