// Draws every view of the page, those in sight first.
import { init, use } from 'echarts/core'
import { CustomChart, LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { LabelLayout } from 'echarts/features'
import { SVGRenderer } from 'echarts/renderers'
import { copying } from './copy.js'
import { heightOf, option, prepare } from './option.js'
import { keys } from './keys.js'
import { theme } from './paint.js'
import { places, tip, under } from './tip.js'
import { style } from './style.js'

use([CustomChart, LineChart, GridComponent, LabelLayout, SVGRenderer])

const paperWidth = 680 // of a page of A4 or Letter, in CSS pixels

let fleets = []
let chosen = ''
let print = false
const drawings = []

const status = document.createElement('p')
status.className = 'choice'
status.setAttribute('role', 'status')
const say = (text) => (status.textContent = text)

// broken says what went wrong where it is seen; the tables remain.
function broken(error) {
  let line = document.getElementById('broken')
  if (!line) {
    line = document.createElement('p')
    line.id = 'broken'
    line.setAttribute('role', 'alert')
    ;(document.querySelector('main') || document.body).prepend(line)
  }
  line.textContent = `A chart could not be drawn (${error?.message || error}). Every number stands in the tables.`
}
window.addEventListener('error', (event) => broken(event.error || event.message))
window.addEventListener('unhandledrejection', (event) => broken(event.reason))

// choose highlights a fleet in all charts; the same again, or none, releases it.
function choose(fleet) {
  chosen = fleet && fleet !== chosen ? fleet : ''
  for (const button of document.querySelectorAll('button.key')) button.setAttribute('aria-pressed', String(button.dataset.fleet === chosen))
  say(chosen ? `${chosen} is highlighted in all charts. Press it again, or Escape, to release it.` : '')
  paintAll()
}

function start({ element, view, width }) {
  const drawing = { element, chart: prepare(view, fleets), at: -1, list: [] }
  const plot = document.createElement('div')
  plot.className = 'plot'
  plot.tabIndex = 0
  plot.setAttribute('role', 'img')
  plot.setAttribute('aria-label', `${view.title}. ${view.note}`)
  element.replaceChildren(plot, keys(drawing.chart, fleets, choose))
  drawing.plot = plot
  drawing.tip = tip(element)
  drawing.height = heightOf(view)
  plot.style.height = `${drawing.height}px`
  drawing.echarts = init(plot, null, { renderer: 'svg', width, height: drawing.height })
  const cells = view.series.some((s) => s.kind === 'cells')
  const zr = drawing.echarts.getZr()
  zr.on('mousemove', (event) => {
    const q = under(drawing.list, event.offsetX, event.offsetY, cells)
    if (q) drawing.tip.show(q)
    else drawing.tip.hide()
    plot.classList.toggle('may', Boolean(q?.s.fleet))
  })
  zr.on('globalout', () => drawing.tip.hide())
  zr.on('click', (event) => {
    const q = under(drawing.list, event.offsetX, event.offsetY, cells)
    if (q?.s.fleet) choose(q.s.fleet)
  })
  plot.addEventListener('keydown', (event) => walk(drawing, event))
  plot.addEventListener('blur', () => drawing.tip.hide())
  drawings.push(drawing)
  paintOne(drawing, print ? paperWidth : width)
  new ResizeObserver(() => {
    const now = widthOf(element)
    if (!print && now !== drawing.width) paintOne(drawing, now)
  }).observe(element)
}

// walk goes from point to point by the arrow keys, and says each.
function walk(drawing, event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (!step || drawing.list.length === 0) return
  event.preventDefault()
  drawing.at = drawing.at < 0 && step < 0 ? drawing.list.length - 1 : (drawing.at + step + drawing.list.length) % drawing.list.length
  const q = drawing.list[drawing.at]
  drawing.tip.show(q)
  say(q.p.says)
}

// widthOf makes the browser lay out the page, and is asked before it is changed.
const widthOf = (element) => (print ? paperWidth : Math.floor(element.clientWidth) || 720)

let look = null // of the page, until it changes

function paintAll() {
  look = null
  const widths = drawings.map((d) => widthOf(d.element))
  drawings.forEach((d, i) => paintOne(d, widths[i]))
}

function paintOne(drawing, width) {
  look ??= theme(drawing.element, print)
  drawing.width = width
  if (drawing.echarts.getWidth() !== width) drawing.echarts.resize({ width, height: drawing.height, silent: true })
  const made = option(drawing.chart, { width, theme: look, chosen: print ? '' : chosen })
  drawing.echarts.setOption(made.option, { notMerge: true })
  drawing.echarts.getZr().flush() // a page that is printed has no next frame
  drawing.plot.querySelector('svg')?.setAttribute('viewBox', `0 0 ${width} ${drawing.height}`)
  drawing.list = places(drawing.chart, made.axes, (x, y) => drawing.echarts.convertToPixel({ gridIndex: 0 }, [x, y]))
}

// onPaper redraws for print, or back for the screen.
function onPaper(now) {
  if (now === print) return
  finish()
  print = now
  paintAll()
}

let waiting = []

function next() {
  const job = waiting.shift()
  if (!job) return
  try {
    start(job)
  } catch (error) {
    console.error(error)
    broken(error)
  }
  if (waiting.length === 0) {
    document.documentElement.classList.add('drawn')
    window.capplanDrawn = true
  }
}

function finish() {
  while (waiting.length) next()
}

function main() {
  const data = document.getElementById('views')
  ;(document.querySelector('main') || document.body).append(status)
  copying(say)
  if (!data) return
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style()]
  const { fleets: names, views } = JSON.parse(data.textContent)
  fleets = names || []
  const inSight = (e) => {
    const r = e.getBoundingClientRect()
    return r.width > 0 && r.bottom > 0 && r.top < window.innerHeight
  }
  waiting = [...document.querySelectorAll('.drawing[data-view]')].map((element) => ({ element, view: views[Number(element.dataset.view)] })).filter((j) => j.view)
  waiting.forEach((j) => Object.assign(j, { first: inSight(j.element), width: widthOf(j.element) }))
  waiting.sort((a, b) => b.first - a.first)
  const turn = () => {
    next()
    if (waiting.length) setTimeout(turn)
  }
  if (waiting.length) turn()
  else window.capplanDrawn = true
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    drawings.forEach((d) => d.tip.hide())
    if (chosen) choose('')
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paintAll)
  matchMedia('print').addEventListener('change', (event) => onPaper(event.matches))
  window.addEventListener('beforeprint', () => onPaper(true))
  window.addEventListener('afterprint', () => onPaper(false))
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', main)
else main()
