/* LMS.FlipCards: cards with two sides; those that are not yet known come again. No score. */
var LMS = window.LMS = window.LMS || {};

LMS.FlipCards = (function (Kit) {
  'use strict';

  const {el, fill, plain} = Kit;

  function FlipCards(params, contentId, extras) {
    Kit.Exercise.call(this, 'cards', params, contentId, extras, FlipCards.texts);
    const side = (given) => ({text: plain(given && given.text), image: given && given.image, alt: plain(given && given.alt)});
    this.cards = (this.params.cards || []).map((card) => ({front: side(card.front), back: side(card.back)}));
    this.clear();
  }

  FlipCards.texts = {
    flip: 'Balik kartu',
    known: 'Sudah tahu',
    again: 'Ulangi nanti',
    place: 'Kartu @card · sisa @left dari @total',
    done: 'Semua kartu sudah Anda lihat. Yang sudah Anda tahu: @known dari @total.',
    repeat: 'Ulangi yang belum tahu',
    restart: 'Mulai dari awal',
  };

  FlipCards.prototype = Object.create(Kit.Exercise.prototype);
  Object.assign(FlipCards.prototype, {
    constructor: FlipCards,

    draw: function () {
      this.face = el('div', {class: 'lms-face', 'aria-live': 'polite'});
      this.flipper = el('button', {type: 'button', class: 'lms-button lms-flip', onclick: () => this.flip()}, this.texts.flip);
      this.place = el('p', {class: 'lms-place'});
      this.card = el('div', {class: 'lms-card'}, [this.face, this.flipper]);
      return el('div', {}, [this.place, this.card]);
    },

    side: function (side) {
      const file = side.image && side.image.path;
      const image = file && el('img', {
        src: H5P.getPath(file, this.contentId), alt: side.alt, width: side.image.width, height: side.image.height,
        onload: () => this.trigger('resize'),
      });
      return [image, side.text && el('p', {}, side.text)];
    },

    render: function () {
      const texts = this.texts;
      const index = this.queue[0];
      const open = index !== undefined;
      this.card.hidden = this.place.hidden = !open;
      this.card.classList.toggle('lms-turned', this.turned);
      if (open) {
        Kit.refill(this.place, fill(texts.place, {card: index + 1, left: this.queue.length, total: this.cards.length}));
        Kit.refill(this.face, this.side(this.cards[index][this.turned ? 'back' : 'front']));
      }
      const total = this.cards.length;
      this.status.className = 'lms-result' + (this.known.size === total ? ' lms-full' : '');
      Kit.refill(this.status, open ? '' : fill(texts.done, {known: this.known.size, total}));
      const judge = [this.button(texts.again, () => this.judge(false), 'second'), this.button(texts.known, () => this.judge(true))];
      const left = this.known.size < total;
      Kit.refill(this.buttons, open ? (this.seen.has(index) ? judge : []) : [
        left && this.button(texts.repeat, () => this.start(false)), this.button(texts.restart, () => this.start(true), 'second'),
      ]);
      this.trigger('resize');
    },

    flip: function () {
      const first = this.seen.size < this.cards.length;
      this.turned = !this.turned;
      if (this.turned) this.seen.add(this.queue[0]);
      this.render();
      this.triggerXAPI('interacted');
      if (first && this.seen.size === this.cards.length) this.trigger(this.statement('completed'));
    },

    judge: function (known) {
      const index = this.queue.shift();
      if (known) this.known.add(index);
      else this.queue.push(index);
      this.turned = false;
      this.render();
      (this.queue.length ? this.flipper : this.status).focus();
      this.triggerXAPI('interacted');
    },

    start: function (all) {
      if (all) this.known.clear();
      this.queue = this.cards.map((_, index) => index).filter((index) => !this.known.has(index));
      this.turned = false;
      this.render();
      this.flipper.focus();
    },

    showSolutions: function () {
      if (this.queue.length && !this.turned) this.flip();
    },

    given: function () { return this.seen.size > 0; },
    score: function () { return 0; },
    max: function () { return 0; },
    definition: function () { return null; },

    clear: function () {
      this.seen = new Set();
      this.known = new Set();
      this.queue = this.cards.map((_, index) => index);
      this.turned = false;
    },

    answer: function () {
      return {seen: Array.from(this.seen), known: Array.from(this.known), queue: this.queue, turned: this.turned};
    },

    restore: function (saved) {
      const total = this.cards.length;
      if (!saved || typeof saved !== 'object') return;
      this.seen = new Set(Kit.indexes(saved.seen, total));
      this.known = new Set(Kit.indexes(saved.known, total));
      this.queue = Kit.indexes(saved.queue, total);
      this.turned = saved.turned === true && this.seen.has(this.queue[0]);
    },

    getXAPIData: function () {
      return {statement: this.statement('completed').data.statement};
    },
  });

  return FlipCards;
})(LMS.Kit);
