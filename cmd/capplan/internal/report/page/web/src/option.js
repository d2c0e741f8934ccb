// A View as an option of ECharts: curves are lines of its own, all else is drawn by
// shapes.js in the coordinates of its grid.
import { axisOf } from './scale.js'
import { lay, valuesOf } from './layout.js'
import { paint, sign } from './paint.js'
import { shapes, widthOf } from './shapes.js'

const smaller = 11
const size = 12

// prepare works out what does not depend on width, colours or the fleet that is chosen.
export function prepare(view, fleets) {
  const laid = lay(view)
  const values = valuesOf(view, laid)
  const drawn = (kind) => view.series.some((s) => s.kind === kind)
  const zero = drawn('bars') || drawn('areas')
  const lies = view.series.some((s) => s.across)
  const loose = drawn('dots')
  const labelled = (across) => view.series.some((s) => s.kind === 'bars' && Boolean(s.across) === across && s.points.some((p) => p.label)) // at their ends
  // A series without a fleet has the next colour after those of the fleets drawn.
  const own = new Map()
  const known = view.series.some((s) => s.fleet) ? fleets.length : 0
  const index = view.series.map((s) => {
    if (s.fleet && fleets.includes(s.fleet)) return fleets.indexOf(s.fleet)
    const subject = s.name.split(', ')[0] // demand of "demand, P10 to P90"
    if (!own.has(subject)) own.set(subject, known + own.size)
    return own.get(subject)
  })
  // Of several series of one fleet and kind each has signs of its own.
  const variant = view.series.map((s, k) => {
    const like = view.series.slice(0, k).filter((o, j) => index[j] === index[k] && o.name !== s.name && o.kind === s.kind)
    return new Set(like.map((o) => o.name)).size
  })
  return {
    view, laid, index, variant, lies,
    axes: (width) => ({
      x: axisOf(view.x, values.x, { zero: zero && lies, rounded: loose || lies, room: labelled(true), most: Math.max(2, Math.min(9, Math.floor(width / 90))) }),
      y: axisOf(view.y, values.y, { zero: zero && !lies, rounded: true, room: labelled(false), most: 6 }),
    }),
  }
}

// heightOf is what a chart needs: rows of names want their room.
export function heightOf(view) {
  if (view.y.scale !== 'names') return 360
  const per = new Set(view.series.filter((s) => s.kind === 'bars').map((s, i) => s.stack || i)).size || 1
  return Math.max(160, 90 + (view.y.names || []).length * Math.max(30, 18 * per))
}

// option returns the option of ECharts, and the axes for who must find points again.
export function option(chart, { width, theme, chosen }) {
  const { view } = chart
  const axes = chart.axes(width)
  const text = { color: theme.ink, fontFamily: theme.font, fontSize: size }
  const series = view.series.map((s, k) => {
    const faded = chosen && s.fleet && s.fleet !== chosen
    const look = { ...paint(chart.index[k], theme, chart.variant[k]), opacity: faded ? 0.2 : 1, said: faded ? 0.6 : 1, heavy: Boolean(chosen && s.fleet === chosen), theme, font: theme.font, size: smaller }
    if (s.kind === 'curve' || s.kind === 'steps') return curve(s, axes, look, text)
    return custom(shapes[s.kind](s, { chart, k, axes, look }), s.kind === 'dots' ? 6 : s.kind === 'band' || s.kind === 'areas' ? 2 : 3)
  })
  const lines = (view.lines || []).map((l) => {
    const faded = chosen && l.fleet && l.fleet !== chosen
    return { ...l, look: { theme, opacity: faded ? 0.25 : 1, said: faded ? 0.6 : 1, font: theme.font, size: smaller } }
  })
  if (lines.length) series.push(custom(shapes.lines(lines, { axes, view }), 5))
  return {
    axes,
    option: {
      animation: false,
      backgroundColor: 'transparent',
      textStyle: text,
      grid: { left: 8, right: 24, top: 10, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all' },
      xAxis: axis(view.x, axes.x, theme, text, {
        nameLocation: 'middle', nameGap: 28, splitLine: { show: chart.lies, lineStyle: { color: theme.grid } },
        cell: view.x.scale === 'names' ? Math.max(30, (width - 90) / (view.x.names || []).length - 6) : 0,
      }),
      yAxis: axis(view.y, axes.y, theme, text, {
        nameLocation: 'end', nameGap: 14,
        splitLine: { show: !chart.lies && view.y.scale !== 'names', lineStyle: { color: theme.grid } },
        cell: view.y.scale === 'names' ? Math.min(260, width * 0.35) : 0, upright: true,
      }),
      series,
    },
  }
}

function axis(a, placed, theme, text, { cell, upright, ...rest }) {
  const at = placed.ticks.map((t) => t.at)
  return {
    type: 'value',
    name: a.unit && a.unit !== '%' && !a.name.includes(a.unit) ? `${a.name}, ${a.unit}` : a.name,
    nameTextStyle: { ...text, fontWeight: 'bold', ...(upright ? { align: 'left' } : {}) },
    min: placed.min,
    max: placed.max,
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.ink } },
    axisTick: { show: a.scale !== 'names', customValues: at, lineStyle: { color: theme.ink } },
    axisLabel: {
      ...text, customValues: at, formatter: (x) => (cell && upright ? shorten(placed.label(x), cell, text) : placed.label(x)),
      ...(!cell ? { hideOverlap: true } : upright ? { hideOverlap: false } : cell < 64 ? { rotate: 50, width: 110, overflow: 'truncate', hideOverlap: false } : { width: cell, overflow: 'break', lineHeight: 15, hideOverlap: false }),
    },
    ...rest,
  }
}

// shorten cuts a name to a width. Of a path its end says most.
function shorten(name, width, text) {
  const wide = (s) => widthOf(s, `${text.fontSize}px ${text.fontFamily}`)
  if (wide(name) <= width) return name
  const letters = [...name]
  const path = name.includes('.') && !name.includes(' ')
  for (let n = letters.length - 1; n > 0; n--) {
    const cut = path ? '…' + letters.slice(-n).join('') : letters.slice(0, n).join('') + '…'
    if (wide(cut) <= width) return cut
  }
  return '…'
}

function custom(draw, z) {
  return { type: 'custom', coordinateSystem: 'cartesian2d', z, data: Array.from({ length: draw.length }, (_, i) => [i, i]), encode: { x: -1, y: -1 }, renderItem: draw.item, labelLayout: { hideOverlap: true, moveOverlap: 'shiftY' } }
}

function curve(s, axes, look, text) {
  const every = Math.max(1, Math.ceil(s.points.length / 8))
  return {
    type: 'line',
    z: 4,
    step: s.kind === 'steps' ? 'end' : false,
    data: s.points.map((p) => [axes.x.at(p.x), axes.y.at(p.y)]),
    color: look.color,
    lineStyle: { color: look.color, width: look.heavy ? 4 : 2.25, type: s.dashed ? [5, 5] : look.dash || 'solid', opacity: look.opacity },
    itemStyle: { color: look.color, borderColor: look.edge, borderWidth: 0.5, opacity: look.opacity },
    symbol: 'path://' + sign(look.sign, 0, 0, 10),
    symbolSize: (_, at) => (at.dataIndex % every === Math.floor(every / 2) || s.points[at.dataIndex].label ? 8 : 0),
    showAllSymbol: true,
    emphasis: { disabled: true },
    label: {
      ...text, fontSize: smaller, show: s.points.some((p) => p.label), position: 'top', opacity: look.said,
      textBorderColor: look.theme.paper, textBorderWidth: 3, formatter: (at) => s.points[at.dataIndex].label || '',
    },
    labelLayout: { hideOverlap: true, moveOverlap: 'shiftY' },
  }
}
