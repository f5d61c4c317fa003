// “Copy the text”: shown where the browser can copy. Without this, the text can be marked and copied by hand.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    const word = button.textContent;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(text.value);
        button.textContent = button.dataset.copied;
        setTimeout(() => { button.textContent = word; }, 3000);
      } catch {
        text.select(); // the browser does not allow it: it is marked, ready to be copied
      }
    });
  }
}
