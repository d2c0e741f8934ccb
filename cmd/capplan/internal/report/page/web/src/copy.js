// The buttons that copy a table as CSV: what stands in data-value, else the text.

const field = (s) => (/[",\n\r]/.test(s) ? `"${s.replace(/"/g, '""')}"` : s)

function csv(table) {
  return [...table.rows].map((row) => [...row.cells].map((c) => field(c.dataset.value ?? c.textContent.trim())).join(',')).join('\n') + '\n'
}

async function put(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // A file opened from disk may have no clipboard of its own.
    const area = document.createElement('textarea')
    area.value = text
    area.className = 'offscreen'
    area.setAttribute('aria-hidden', 'true')
    document.body.append(area)
    const focused = document.activeElement
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    focused?.focus()
    return done
  }
}

export function copying(say) {
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('button.copy')
    if (!button) return
    const id = button.getAttribute('aria-controls') || button.dataset.table
    const table = (id && document.getElementById(id)) || button.closest('section, figure, details, div')?.querySelector('table')
    if (!table) return say('there is no table to copy')
    say((await put(csv(table.closest('table') || table.querySelector('table')))) ? 'copied' : 'this browser does not let a page copy; select the table instead')
  })
}
