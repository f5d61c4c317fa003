// Finds a course, module or lesson while its name is typed. Without this, all of them are there, folded.
const box = document.querySelector("[data-search]");
const input = box.querySelector("input"), told = box.querySelector("[role=status]");
const courses = [...document.querySelectorAll("[data-course]")];
const folds = [...document.querySelectorAll(".targets details")];
const before = new Map(folds.map((fold) => [fold, fold.open]));
const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u2060]/g, "");
const holds = (part, word) => plain(part.textContent).includes(word);

function find() {
  const word = plain(input.value.trim());
  let found = 0;
  for (const course of courses) {
    const whole = holds(course.querySelector("summary"), word);
    for (const option of course.querySelectorAll(".opt")) option.hidden = !(whole || holds(option, word));
    for (const part of course.querySelectorAll("[data-module]")) {
      const named = whole || holds(part.querySelector(".opt"), word);
      const left = part.querySelectorAll("details .opt:not([hidden])").length;
      if (named || left) part.querySelector(".opt").hidden = false;
      if (named) for (const option of part.querySelectorAll(".opt")) option.hidden = false;
      part.hidden = !(named || left);
      part.querySelector("details").open = word ? !named && left > 0 : before.get(part.querySelector("details"));
    }
    const parts = course.querySelectorAll("[data-module]:not([hidden])").length;
    course.querySelector(".opt").hidden = !(whole || parts);
    course.hidden = !(whole || parts);
    course.open = word ? !course.hidden : before.get(course);
    found += !course.hidden;
  }
  told.textContent = found ? "" : told.dataset.none;
}

box.hidden = false;
input.addEventListener("input", find);
input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); }); // gives nothing by accident
// A chosen part stays in sight when its course is folded again.
document.querySelector(".targets input:checked")?.closest("details").setAttribute("open", "");
