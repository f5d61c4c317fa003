// In the editor of a question: a list of choices, one per line, a star at the right one, becomes its rows.
(() => {
  const StructBlock = window.wagtailStreamField.blocks.StructBlockDefinition;
  const STAR = /^[*✓✔✅\s]+|[*✓✔✅\s]+$/g;
  const LABEL = /^(?:[-–—•◦▪·○●]\s*|\(?[A-Za-z][.)]\s+|\d{1,2}[.)]\s+)/;
  let count = 0;

  function read(text) {
    return text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => {
        const bare = line.replace(STAR, "").replace(LABEL, "");
        return { text: bare.replace(STAR, ""), correct: /[*✓✔✅]/.test(line[0] + bare[0] + line.at(-1)) };
      })
      .filter((choice) => choice.text);
  }

  function fill(list, pasted) {
    const before = new Map(list.getState().map((row) => [row.value.text, row]));
    const empty = list.blockDef.initialChildState;
    list.setState(
      pasted.map(({ text, correct }) => {
        const kept = before.get(text); // with its explanation
        const value = { ...(kept ? kept.value : empty), text, correct };
        return { value, id: kept ? kept.id : crypto.randomUUID?.() };
      }),
    );
  }

  class Choices extends StructBlock {
    render(place, prefix, state, error) {
      const block = super.render(place, prefix, state, error);
      const list = block.childBlocks.choices;
      const words = this.meta.pasteWords;
      const box = document.createElement("details");
      const id = `tempel-${++count}`;
      const part = (name, properties) => Object.assign(document.createElement(name), properties);
      const label = part("label", { htmlFor: id, textContent: words.label, className: "w-field__label" });
      const text = part("textarea", { id, rows: 6 });
      const button = part("button", { type: "button", className: "button button-small", textContent: words.button });
      const told = part("p", { role: "status" });
      box.className = "lms-paste";
      box.append(part("summary", { textContent: words.summary }), label, text, button, told);
      button.addEventListener("click", () => {
        const pasted = read(text.value);
        if (pasted.length < 2) {
          told.textContent = words.few;
        } else if (pasted.length > list.blockDef.meta.maxNum) {
          told.textContent = words.many;
        } else {
          fill(list, pasted);
          text.value = "";
          told.textContent = words.done;
        }
      });
      list.container[0].before(box);
      return block;
    }
  }
  window.telepath.register("lms.quizzes.Choices", Choices);
})();
