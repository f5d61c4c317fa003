/* LMS.OrderSteps: put steps in order with two buttons each, by touch, keyboard or voice. */
var LMS = window.LMS = window.LMS || {};

LMS.OrderSteps = (function (Kit) {
  'use strict';

  const {el, fill, plain} = Kit;

  function OrderSteps(params, contentId, extras) {
    Kit.Exercise.call(this, 'steps', params, contentId, extras, OrderSteps.texts);
    this.steps = (this.params.steps || []).map((step) => ({text: plain(step.text), why: plain(step.why)}));
    this.clear();
  }

  OrderSteps.texts = {
    check: 'Periksa',
    retry: 'Coba lagi',
    solution: 'Lihat urutannya',
    nothing: 'Pindahkan dulu langkahnya.',
    score: '@score dari @max langkah sudah di tempatnya.',
    up: 'Naikkan',
    down: 'Turunkan',
    moved: 'Sekarang di urutan @place dari @total.',
    right: 'Tepat',
    notYet: 'Belum tepat',
    order: 'Urutan yang tepat',
  };

  OrderSteps.prototype = Object.create(Kit.Exercise.prototype);
  Object.assign(OrderSteps.prototype, {
    constructor: OrderSteps,

    draw: function () {
      this.rows = this.steps.map((step, index) => {
        const press = (by) => el('button', {
          type: 'button', class: 'lms-move', 'aria-label': this.texts[by < 0 ? 'up' : 'down'] + ': ' + step.text,
          onclick: (event) => this.move(index, by, event.currentTarget),
        }, by < 0 ? '▲' : '▼');
        const word = el('small', {});
        const buttons = [press(-1), press(1)];
        const body = el('span', {class: 'lms-step'}, [step.text, word]);
        return {word, buttons, item: el('li', {}, [body, el('span', {class: 'lms-moves'}, buttons)])};
      });
      this.live = el('p', {class: 'lms-unseen', role: 'status'});
      this.list = el('ol', {class: 'lms-list'});
      return el('div', {}, [this.list, this.live]);
    },

    move: function (index, by, button) {
      const from = this.order.indexOf(index);
      const to = from + by;
      if (to < 0 || to >= this.order.length) return;
      this.order.splice(from, 1);
      this.order.splice(to, 0, index);
      this.moved = true;
      this.mark(false);
      button.focus();
      this.live.textContent = fill(this.texts.moved, {place: to + 1, total: this.order.length});
      this.touched();
    },

    mark: function (locked) {
      const last = this.order.length - 1;
      if (locked) this.live.textContent = '';
      this.order.forEach((index, place) => {
        const row = this.rows[index];
        const right = index === place;
        const judged = locked && this.checked;
        row.item.className = judged ? (right ? 'lms-found' : 'lms-missed') : '';
        row.word.textContent = judged ? this.texts[right ? 'right' : 'notYet'] : '';
        row.buttons.forEach((button, at) => {
          button.disabled = locked;
          // Not "disabled" at the ends: the finger or the focus that has just moved a step there stays on its button.
          button.setAttribute('aria-disabled', String(place === (at ? last : 0)));
        });
        if (this.list.children[place] !== row.item) this.list.insertBefore(row.item, this.list.children[place] || null);
      });
    },

    solution: function (shown) {
      return shown ? [el('p', {class: 'lms-head'}, this.texts.order), el('ol', {class: 'lms-reasons'}, this.steps.map((step) => (
        el('li', {}, [el('strong', {}, step.text), step.why && el('span', {}, step.why)])
      )))] : [];
    },

    given: function () { return this.moved; },
    score: function () { return this.order.filter((index, place) => index === place).length; },
    max: function () { return this.steps.length; },
    answer: function () { return this.order.slice(); },
    response: function () { return this.moved ? this.order.join('[,]') : ''; },

    clear: function () {
      this.order = Kit.shuffled(this.steps.length, this.steps.map((step) => step.text).join('\n'));
      this.moved = false;
    },

    restore: function (saved) {
      const order = Kit.indexes(saved, this.steps.length);
      if (order.length && order.length === this.steps.length) {
        this.order = order;
        this.moved = true;
      }
    },

    definition: function () {
      return {
        interactionType: 'sequencing',
        correctResponsesPattern: [this.steps.map((_, index) => index).join('[,]')],
        choices: this.steps.map((step, index) => ({id: String(index), description: {'en-US': step.text}})),
      };
    },
  });

  return OrderSteps;
})(LMS.Kit);
