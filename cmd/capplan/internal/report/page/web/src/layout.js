// What stands where, in the values of the axes: of each bar its box, of each stack its
// layers. Nothing here is in pixels.

const isBar = (s) => s.kind === 'bars'

// valuesOf gathers what the axes must hold.
export function valuesOf(view, laid) {
  const x = []
  const y = []
  const put = (list, ...values) => values.forEach((v) => v !== undefined && v !== null && list.push(v))
  view.series.forEach((s, k) => {
    s.points.forEach((p, i) => {
      const box = laid[k] && laid[k].boxes && laid[k].boxes[i]
      if (box) {
        put(s.across ? x : y, box.from, box.to)
        put(s.across ? y : x, box.base - box.half, box.base + box.half)
      } else if (s.kind !== 'cells') {
        put(x, p.x, p.xlo, p.xhi)
        if (s.kind !== 'areas') put(y, ...(s.kind === 'band' ? [] : [p.y]), p.lo, p.hi)
      }
    })
    if (laid[k] && laid[k].layer) laid[k].layer.forEach((l) => put(y, l.from, l.to))
  })
  ;(view.lines || []).forEach((l) => put(l.up ? x : y, l.at))
  return { x, y }
}

// lay returns for each series of bars its boxes, for each of areas its layer.
export function lay(view) {
  const out = view.series.map(() => null)
  bars(view, out)
  areas(view, out)
  return out
}

function bars(view, out) {
  const groups = []
  view.series.forEach((s, k) => {
    const key = s.stack || `#${k}`
    if (isBar(s) && !groups.includes(key)) groups.push(key)
  })
  const base = (s, p) => (s.across ? p.y : p.x)
  const all = [...new Set(view.series.filter(isBar).flatMap((s) => s.points.map((p) => base(s, p))))].sort((a, b) => a - b)
  let room = Infinity
  all.forEach((v, i) => i > 0 && (room = Math.min(room, v - all[i - 1])))
  const names = view.series.some((s) => isBar(s) && (s.across ? view.y : view.x).scale === 'names')
  if (names || !Number.isFinite(room)) room = 1
  const slot = (0.8 * room) / Math.max(1, groups.length)
  const places = view.series.filter((s) => isBar(s) && s.stack).flatMap((s) => s.points.map((p) => JSON.stringify([s.stack, base(s, p)])))
  const shared = new Set(places.filter((p, i) => places.indexOf(p) !== i))
  const up = new Map()
  const down = new Map()
  view.series.forEach((s, k) => {
    if (!isBar(s)) return
    const key = s.stack || `#${k}`
    const shift = (groups.indexOf(key) - (groups.length - 1) / 2) * slot
    out[k] = {
      boxes: s.points.map((p) => {
        const value = s.across ? p.x : p.y
        const lo = (s.across ? p.xlo : p.lo) ?? null
        let from = 0
        let to = value
        if (lo !== null) from = lo
        else if (s.stack) {
          const sums = value < 0 ? down : up
          const place = JSON.stringify([key, base(s, p)])
          from = sums.get(place) || 0
          to = from + value
          sums.set(place, to)
        }
        return { base: base(s, p) + shift, half: slot / 2, from, to, begins: lo !== null || from !== 0, alone: lo !== null || !s.stack || !shared.has(JSON.stringify([key, base(s, p)])) }
      }),
    }
  })
}

// areas stacks series over the places of all: equal places by their order, so that a
// jump (two points at one place) stays one, others by straight lines.
function areas(view, out) {
  const list = view.series.map((s, k) => [s, k]).filter(([s]) => s.kind === 'areas')
  if (list.length === 0) return
  const first = list[0][0].points
  const same = list.every(([s]) => s.points.length === first.length && s.points.every((p, i) => p.x === first[i].x))
  const xs = same ? first.map((p) => p.x) : [...new Set(list.flatMap(([s]) => s.points.map((p) => p.x)))].sort((a, b) => a - b)
  const sum = xs.map(() => 0)
  for (const [s, k] of list) {
    out[k] = {
      layer: xs.map((x, i) => {
        const from = sum[i]
        sum[i] += same ? s.points[i].y : between(s.points, x)
        return { x, from, to: sum[i] }
      }),
    }
  }
}

function between(points, x) {
  const j = points.findIndex((p) => p.x >= x)
  if (j < 0 || (j === 0 && points[0].x > x)) return 0
  if (points[j].x === x) return points[j].y
  const [a, b] = [points[j - 1], points[j]]
  return a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x)
}
