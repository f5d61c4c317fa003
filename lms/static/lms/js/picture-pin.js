// Picture PIN: the taps wait here and are sent together. Without this each tap is sent by itself.
const form = document.querySelector("[data-picture-pin]");
if (form) {
  const length = Number(form.dataset.picturePin);
  const bar = form.querySelector("progress");
  const said = form.querySelector(".taps");
  let tapped = [];
  const show = () => {
    bar.value = tapped.length;
    said.firstElementChild.textContent = said.dataset.said.replace("N", tapped.length).replace("M", length);
    for (const button of form.querySelectorAll("[name=tap]")) button.setAttribute("aria-pressed", tapped.includes(button.value));
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    // What was tapped before this ran is kept by the server: then it goes on as it began.
    if (!button || (bar.value > 0 && !tapped.length)) return;
    if (button.name === "clear") {
      event.preventDefault();
      tapped = [];
      show();
    } else if (button.name === "tap") {
      event.preventDefault();
      if (tapped.includes(button.value) || tapped.length === length) return;
      tapped.push(button.value);
      show();
      if (tapped.length < length) return;
      for (const value of tapped) {
        const field = Object.assign(document.createElement("input"), { type: "hidden", name: "tap", value });
        form.append(field);
      }
      form.submit();
    }
  });
}
