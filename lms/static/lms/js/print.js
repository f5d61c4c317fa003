// The page for the printer: a button where the browser lets us, and the dialogue at once.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}
