// Authors draw places on the picture of their question. What is saved stays in the fields of each place: this only fills them.
(() => {
  const SIDES = ["x", "y", "width", "height"];
  const SMALLEST = 12; // percent, as quizzes/kinds/places.py
  const CORNER = 22; // pixels at the lower right corner that change the size
  const within = (value, low, high) => Math.min(Math.max(Math.round(value), low), high);

  class Board {
    constructor(list, words) {
      this.list = list;
      this.words = words;
      this.chosen = 0;
      this.fields = list.container[0];
      this.element = document.createElement("div");
      this.element.className = "lms-places";
      this.help = document.createElement("p");
      this.help.className = "help";
      this.board = document.createElement("div");
      this.board.className = "lms-board";
      this.image = document.createElement("img");
      this.image.alt = "";
      this.board.append(this.image);
      this.element.append(this.help, this.board);
      this.fields.before(this.element);
      this.board.addEventListener("pointerdown", (event) => this.grab(event));
      this.board.addEventListener("keydown", (event) => this.nudge(event));
      this.image.addEventListener("dragstart", (event) => event.preventDefault());
      this.fields.addEventListener("input", () => this.draw());
      this.fields.addEventListener("focusin", (event) => this.choose(event.target));
      new MutationObserver(() => this.draw()).observe(this.fields, { childList: true, subtree: true });
      const chooser = document.getElementById("id_picture-chooser");
      if (chooser) new MutationObserver(() => this.show(chooser)).observe(chooser, { attributes: true, subtree: true, childList: true });
      this.show(chooser);
      this.draw();
    }

    show(chooser) {
      const small = chooser?.classList.contains("blank") ? null : chooser?.querySelector("[data-chooser-image]");
      const there = Boolean(small?.getAttribute("src"));
      this.help.textContent = there ? this.words.how : this.words.first;
      this.board.hidden = !there;
      if (!there || this.image.dataset.of === small.src) return;
      this.image.dataset.of = small.src;
      const edit = chooser.querySelector("[data-chooser-edit-link]")?.getAttribute("href");
      this.image.onerror = () => { this.image.onerror = null; this.image.src = small.src; }; // no right to see it large
      this.image.src = edit && !small.src.endsWith(".svg") ? `${edit}preview/max-800x800/` : small.src;
    }

    input(number, name) {
      return document.getElementById(this.list.children[number].block.childBlocks[name].idForLabel);
    }

    place(number) {
      return Object.fromEntries(SIDES.map((side) => [side, Number(this.input(number, side)?.value) || 0]));
    }

    put(number, { x, y, width, height }) {
      const at = { width: within(width, SMALLEST, 100), height: within(height, SMALLEST, 100) };
      at.x = within(x, 0, 100 - at.width);
      at.y = within(y, 0, 100 - at.height);
      for (const side of SIDES) {
        const field = this.input(number, side);
        if (Number(field.value) === at[side]) continue;
        field.value = at[side];
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }

    draw() {
      const shown = [...this.board.querySelectorAll("button")];
      this.list.children.forEach((child, number) => {
        const button = shown[number] ?? document.createElement("button");
        if (!shown[number]) { button.type = "button"; this.board.append(button); }
        const at = this.place(number);
        const label = this.input(number, "label")?.value ?? "";
        const name = `${number + 1}${this.input(number, "correct")?.checked ? " ✓" : ""}`;
        if (button.textContent !== name) button.textContent = name;
        button.setAttribute("aria-label", `${this.words.place} ${number + 1} ${label}`.trim());
        button.classList.toggle("on", number === this.chosen);
        Object.assign(button.style, { left: `${at.x}%`, top: `${at.y}%`, width: `${at.width}%`, height: `${at.height}%` });
      });
      shown.slice(this.list.children.length).forEach((button) => button.remove());
    }

    choose(target) {
      const number = this.list.children.findIndex((child) => child.block.container[0].contains(target));
      if (number < 0 || number === this.chosen) return;
      this.chosen = number;
      this.draw();
    }

    grab(event) {
      if (event.button || !this.list.children.length) return;
      const box = this.board.getBoundingClientRect();
      const at = (moved) => ({ x: ((moved.clientX - box.left) / box.width) * 100, y: ((moved.clientY - box.top) / box.height) * 100 });
      const from = at(event);
      const button = event.target.closest("button");
      const number = button ? [...this.board.querySelectorAll("button")].indexOf(button) : Math.min(this.chosen, this.list.children.length - 1);
      const edges = button?.getBoundingClientRect();
      const resizes = edges && edges.right - event.clientX < CORNER && edges.bottom - event.clientY < CORNER;
      const before = this.place(number);
      const move = (moved) => {
        const to = at(moved), across = to.x - from.x, down = to.y - from.y;
        if (resizes) this.put(number, { ...before, width: Math.min(before.width + across, 100 - before.x), height: Math.min(before.height + down, 100 - before.y) });
        else if (button) this.put(number, { ...before, x: before.x + across, y: before.y + down });
        else this.put(number, { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(across), height: Math.abs(down) });
      };
      const drop = () => {
        this.board.removeEventListener("pointermove", move);
        for (const name of ["pointerup", "pointercancel"]) this.board.removeEventListener(name, drop);
      };
      this.chosen = number;
      this.draw();
      button?.focus();
      event.preventDefault();
      this.board.setPointerCapture(event.pointerId);
      this.board.addEventListener("pointermove", move);
      for (const name of ["pointerup", "pointercancel"]) this.board.addEventListener(name, drop);
    }

    nudge(event) {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      const number = [...this.board.querySelectorAll("button")].indexOf(event.target);
      if (!step || number < 0) return;
      event.preventDefault();
      const at = this.place(number);
      this.chosen = number;
      if (event.shiftKey) this.put(number, { ...at, width: Math.min(at.width + step[0], 100 - at.x), height: Math.min(at.height + step[1], 100 - at.y) });
      else this.put(number, { ...at, x: at.x + step[0], y: at.y + step[1] });
      this.draw();
    }
  }

  const { StructBlockDefinition } = window.wagtailStreamField.blocks;
  class PlacesBlockDefinition extends StructBlockDefinition {
    render(...given) {
      const block = super.render(...given);
      new Board(block.childBlocks.places, this.meta.words);
      return block;
    }
  }
  window.telepath.register("quizzes.blocks.PlacesBlock", PlacesBlockDefinition);
})();
