// Where a value stands on an axis, and what is written there. The charts' own axes are
// all linear: a value is placed first, so that nines, logarithms and dates need no more.

const placed = {
  linear: (v) => v,
  log: (v) => Math.log10(v),
  nines: (v) => -Math.log10(v), // v is the share of time lost
  time: (v) => v,
  names: (v) => v,
}

// axisOf makes the axis that holds values: at places a value within it, ticks are the
// values that are labelled. rounded ends stand on a tick.
export function axisOf(axis, values, { zero, rounded, room, most }) {
  const place = placed[axis.scale] || placed.linear
  let places = values.map(place).filter(Number.isFinite)
  if (zero && axis.scale === 'linear') places.push(0)
  if (axis.scale === 'names') places = [-0.5, (axis.names || []).length - 0.5]
  if (places.length === 0) places = [0, 1]
  let min = places.reduce((a, b) => Math.min(a, b))
  let max = places.reduce((a, b) => Math.max(a, b))
  const size = Math.max(Math.abs(min), Math.abs(max), axis.scale === 'log' || axis.scale === 'nines' ? 1 : 0)
  if (max - min <= 1e-9 * size) { // one value, or hardly two
    const pad = axis.scale === 'linear' ? Math.abs(min) * 0.1 || 1 : axis.scale === 'time' ? 30 : 0.5
    min -= min === 0 && zero ? 0 : pad
    max += max === 0 && zero && min < 0 ? 0 : pad
  }
  if (room && axis.scale !== 'names') { // for labels at the ends of bars
    if (max > 0 || !zero) max += (max - min) * 0.06
    if (min < 0) min -= (max - min) * 0.06
  }
  const make = { linear: linear, log: powers, nines: powers, time: dates, names: names }[axis.scale] || linear
  let ticks = make(axis, min, max, most, rounded)
  if (rounded && ticks.length > 1 && axis.scale !== 'time' && axis.scale !== 'names') {
    min = Math.min(min, ticks[0].at)
    max = Math.max(max, ticks[ticks.length - 1].at)
  }
  const little = (max - min) * 1e-9
  ticks = ticks.filter((t) => t.at >= min - little && t.at <= max + little)
  const logs = axis.scale === 'log' || axis.scale === 'nines' // 0 and less are beyond their end
  const at = (v) => Math.min(max, Math.max(min, place(logs ? Math.max(0, v) : v)))
  return { min, max, at, ticks, label: (x) => nearest(ticks, x), floor: at(axis.scale === 'linear' ? 0 : axis.scale === 'nines' ? 1 : 0) }
}

function nearest(ticks, x) {
  let best = ticks[0]
  for (const t of ticks) if (Math.abs(t.at - x) < Math.abs(best.at - x)) best = t
  return best ? best.text : ''
}

// round returns the first of 1, 2, 5 times a power of ten that is not below x.
function round(x) {
  const power = 10 ** Math.floor(Math.log10(x))
  return [1, 2, 5, 10].map((m) => m * power).find((s) => s >= x * (1 - 1e-9))
}

// multiples are the round values from min to max, with the next on either side.
function multiples(min, max, most) {
  const step = round((max - min) / most)
  const out = []
  for (let i = Math.floor(min / step + 1e-9); i <= Math.ceil(max / step - 1e-9); i++) out.push(i * step)
  return { step, out }
}

function linear(axis, min, max, most) {
  const { step, out } = multiples(min, max, most)
  const write = axis.unit === '%' ? (v) => percent(v, step) : (v) => number(v, step)
  return out.map((v) => ({ at: v, text: write(v) }))
}

// powers are ticks at powers of ten; where they are too few, at 1, 2, 5, or round values.
function powers(axis, min, max, most) {
  const place = placed[axis.scale]
  const back = axis.scale === 'nines' ? (x) => 10 ** -x : (x) => 10 ** x
  const [low, high] = [back(min), back(max)].sort((a, b) => a - b)
  let values = []
  const every = Math.ceil((max - min) / most)
  for (const factors of [[1], [1, 2, 5]]) {
    values = []
    for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
      for (const f of factors) if (factors.length > 1 || e % every === 0) values.push(Number(`${f}e${e}`))
    }
    const below = values.filter((v) => v <= low * (1 + 1e-9)).pop() ?? values[0]
    const above = values.find((v) => v >= high * (1 - 1e-9)) ?? values[values.length - 1]
    values = values.filter((v) => v >= below && v <= above)
    if (values.length > 3) break
  }
  let step = 0
  if (values.filter((v) => v >= low && v <= high).length < 2) ({ step, out: values } = multiples(low, high, most))
  values = values.filter((v) => v > 0)
  const write = axis.scale === 'nines' ? (v) => nines(v, step) : axis.unit === '%' ? (v) => percent(v, step || v) : (v) => number(v, step)
  return values.map((v) => ({ at: place(v), text: write(v) })).sort((a, b) => a.at - b.at)
}

function names(axis) {
  return (axis.names || []).map((n, i) => ({ at: i, text: n }))
}

const day = 86400e3

// dates are the first days of years, quarters or months of the calendar, or days.
function dates(axis, min, max, most) {
  const first = new Date(min * day)
  const calendars = [
    [0, 0, 1, 10], [0, 0, 7, 10], [0, 1, 0, 7], [0, 3, 0, 7], [1, 0, 0, 4], [2, 0, 0, 4], [5, 0, 0, 4], [10, 0, 0, 4], [50, 0, 0, 4],
  ]
  let out = []
  for (const [years, months, days, letters] of calendars) {
    const at = days ? new Date(Math.floor(min) * day) : new Date(Date.UTC(years > 1 ? Math.floor(first.getUTCFullYear() / years) * years : first.getUTCFullYear(), 0, 1))
    out = []
    while (at / day <= max && out.length <= most) {
      if (at / day >= min) out.push({ at: at / day, text: at.toISOString().slice(0, letters) })
      at.setUTCFullYear(at.getUTCFullYear() + years, at.getUTCMonth() + months, at.getUTCDate() + days)
    }
    if (out.length <= most) break
  }
  return out
}

// number writes three significant digits with a suffix, more where ticks are closer.
export function number(v, step) {
  if (v === 0) return '0'
  const a = Math.abs(v)
  const [scale, suffix] = a >= 999.5e12 ? [1, ''] : a >= 999.5e9 ? [1e12, 'T'] : a >= 999.5e6 ? [1e9, 'G'] : a >= 999.5e3 ? [1e6, 'M'] : a >= 9995 ? [1e3, 'k'] : [1, '']
  let n = 3
  if (step) n = Math.max(3, Math.ceil(Math.log10(a / step) + 1e-9) + 1)
  return minus(String(Number((v / scale).toPrecision(Math.min(n, 15)))) + suffix)
}

function percent(v, step) {
  return number(v * 100, step * 100) + ' %'
}

// nines writes 1 minus the share of time lost, with the digits that are not nines.
function nines(v, step) {
  const places = Math.max(0, -2 - Math.floor(Math.log10(step || v) + 1e-9))
  return places > 12 ? `1 − ${number(v)}` : (100 - 100 * v).toFixed(places) + ' %'
}

const minus = (s) => s.replace(/^-/, '−')
