// The projector: arrow keys and those of a presenter's remote go from step to step.
const LINKS = { ArrowRight: 'next', PageDown: 'next', ArrowLeft: 'prev', PageUp: 'prev' }

addEventListener('keydown', event => {
  const way = LINKS[event.key]
  if (!way || event.altKey || event.ctrlKey || event.metaKey || event.target.closest('input, select, textarea')) return
  const link = document.querySelector(`.screen-nav a[rel=${way}]`)
  if (!link) return
  event.preventDefault()
  link.click()
})
