// What a point says, beside it: under the pointer, or by the arrow keys. Escape hides it.

// places returns of each point where it stands in pixels, and of bars and cells the box.
export function places(chart, axes, pixel) {
  const out = []
  chart.view.series.forEach((s, k) => {
    s.points.forEach((p, i) => {
      const laid = chart.laid[k]
      let [x, y] = [axes.x.at(p.x), axes.y.at(p.y)]
      let box = null
      if (laid && laid.boxes) {
        const b = laid.boxes[i]
        const [base, value] = s.across ? [axes.y, axes.x] : [axes.x, axes.y]
        const from = b.begins ? value.at(b.from) : value.floor
        const corner = (u, v) => (s.across ? pixel(v, u) : pixel(u, v))
        const [a, c] = [corner(Math.max(base.min, b.base - b.half), from), corner(Math.min(base.max, b.base + b.half), value.at(b.to))]
        box = [Math.min(a[0], c[0]) - 2, Math.min(a[1], c[1]) - 2, Math.max(a[0], c[0]) + 2, Math.max(a[1], c[1]) + 2]
        const at = corner(b.base, value.at(b.to))
        out.push({ s, p, x: at[0], y: at[1], box })
        return
      }
      if (s.kind === 'areas') {
        const layer = laid.layer.find((l) => l.x === p.x)
        y = axes.y.at(layer.to)
      } else if (s.kind === 'band' && p.hi !== undefined) y = axes.y.at(p.hi)
      const at = pixel(x, y)
      out.push({ s, p, x: at[0], y: at[1], box })
    })
  })
  return out
}

const reach = 40

// under finds the point that a pointer means: of boxes the one that holds it, else the
// nearest point in reach.
export function under(list, x, y, cells) {
  const inside = list.filter(({ box }) => box && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3])
  if (inside.length) return inside[inside.length - 1]
  let best = null
  let least = cells ? Infinity : reach * reach
  for (const q of list) {
    const far = (q.x - x) ** 2 + (q.y - y) ** 2
    if (!q.box && far < least) [best, least] = [q, far]
  }
  return best
}

// tip makes the element that says it, and returns what shows and hides it.
export function tip(drawing) {
  const element = document.createElement('div')
  element.className = 'tip'
  element.hidden = true
  drawing.append(element)
  return {
    show(q) {
      element.textContent = q.p.says
      element.hidden = false
      const left = Math.min(Math.max(0, q.x + 14), Math.max(0, drawing.clientWidth - element.offsetWidth))
      const above = q.y - element.offsetHeight - 12
      element.style.left = `${left}px`
      element.style.top = `${above < 0 ? q.y + 14 : above}px`
    },
    hide() {
      element.hidden = true
    },
  }
}
