// A grid to type in: arrows and Enter go from field to field, as in a spreadsheet. Tab stays the browser's.
const STEPS = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }

document.querySelector('[data-grid]')?.addEventListener('keydown', event => {
  const step = STEPS[event.key]
  const row = event.target.matches('input') && event.target.closest('tr')
  if (!step || !row || event.ctrlKey || event.metaKey) return
  const column = [...row.querySelectorAll('input')].indexOf(event.target)
  const next = (step > 0 ? row.nextElementSibling : row.previousElementSibling)?.querySelectorAll('input')[column]
  if (!next) return
  event.preventDefault()
  next.focus()
  next.select()
})
