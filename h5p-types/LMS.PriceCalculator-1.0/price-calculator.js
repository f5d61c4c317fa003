/* LMS.PriceCalculator: work out a price row by row. Right values are formulas over the rows (formula.js). */
var LMS = window.LMS = window.LMS || {};

LMS.PriceCalculator = (function (Kit, Formula) {
  'use strict';

  const {el, plain} = Kit;
  const {read, show, tokens, evaluate} = Formula;
  const CENT = 0.005;
  let fields = 0;

  function PriceCalculator(params, contentId, extras) {
    Kit.Exercise.call(this, 'price', params, contentId, extras, PriceCalculator.texts);
    this.rows = (this.params.rows || []).map((row) => ({
      id: plain(row.id), label: plain(row.label), unit: plain(row.unit), formula: plain(row.formula),
      hint: plain(row.hint), tolerance: Math.max(CENT, Number(row.tolerance) || 0), asked: row.asked === true, typed: '',
    }));
    this.rows.forEach((row) => this.valueOf(row.id, []));
    this.asked = this.rows.filter((row) => row.asked && !Number.isNaN(row.value));
  }

  PriceCalculator.texts = {
    check: 'Periksa',
    retry: 'Coba lagi',
    solution: 'Lihat caranya',
    nothing: 'Isi dulu satu kotak atau lebih.',
    score: '@score dari @max hitungan sudah benar.',
    right: 'Benar',
    notYet: 'Belum tepat',
    empty: 'Belum diisi',
    notNumber: 'Tulis angka saja, misalnya 12.500.',
    way: 'Caranya',
    broken: 'Rumus baris ini belum bisa dihitung. Beri tahu pelatih Anda.',
  };

  PriceCalculator.prototype = Object.create(Kit.Exercise.prototype);
  Object.assign(PriceCalculator.prototype, {
    constructor: PriceCalculator,

    /** The right value of a row; NaN where its formula cannot be worked out or leads back to itself. */
    valueOf: function (id, above) {
      const row = this.rows.find((each) => each.id === id);
      if (!row || above.includes(id)) return NaN;
      if (row.value === undefined) {
        try {
          row.value = evaluate(row.formula, (other) => this.valueOf(other, above.concat(id)));
        } catch (error) {
          row.value = NaN; // drawn as a row that cannot be worked out, and left out of the score
        }
      }
      return row.value;
    },

    money: function (row, value) {
      if (row.unit === 'Rp') return (value < 0 ? '−' : '') + 'Rp' + show(Math.abs(value));
      return show(value) + (row.unit === '%' ? '%' : row.unit && ' ' + row.unit);
    },

    draw: function () {
      return el('div', {class: 'lms-rows'}, this.rows.map((row) => {
        if (!row.asked || Number.isNaN(row.value)) {
          const value = Number.isNaN(row.value) ? this.texts.broken : this.money(row, row.value);
          return el('p', {class: 'lms-row'}, [el('span', {}, row.label), el('strong', {}, value)]);
        }
        const id = 'lms-price-' + fields++;
        row.word = el('p', {class: 'lms-word', id: id + '-word'});
        row.input = el('input', {
          id, type: 'text', inputmode: 'decimal', autocomplete: 'off', 'aria-describedby': id + '-word',
          oninput: () => this.type(row),
          onchange: () => this.typed(row),
        });
        row.box = el('div', {class: 'lms-row lms-asked'}, [
          el('label', {for: id}, row.label),
          el('span', {class: 'lms-field'}, [row.unit === 'Rp' && 'Rp', row.input, row.unit !== 'Rp' && row.unit]),
          row.word,
        ]);
        return row.box;
      }));
    },

    /** Says at once what can be no number; nothing moves later, when a finger is on its way to a button. */
    type: function (row) {
      row.typed = row.input.value;
      row.word.textContent = /[^\d.,%−\s-]/.test(row.typed.replace(/rp/i, '')) ? this.texts.notNumber : '';
      this.say('');
    },

    /** Shows how the number was understood: "12500" becomes "12.500". */
    typed: function (row) {
      const value = read(row.typed);
      if (!Number.isNaN(value)) row.input.value = show(value);
      this.touched();
    },

    isRight: function (row) { return Math.abs(read(row.typed) - row.value) <= row.tolerance + 1e-9; },

    mark: function (locked) {
      const texts = this.texts;
      this.asked.forEach((row) => {
        const right = this.isRight(row);
        const judged = locked && this.checked;
        const value = read(row.typed);
        row.input.value = Number.isNaN(value) ? row.typed : show(value);
        row.input.readOnly = locked;
        row.input.setAttribute('aria-invalid', String(judged && !right));
        row.box.className = 'lms-row lms-asked' + (judged ? (right ? ' lms-found' : ' lms-missed') : '');
        const verdict = right ? texts.right : !row.typed.trim() ? texts.empty : Number.isNaN(value) ? texts.notNumber : texts.notYet;
        Kit.refill(row.word, judged ? [el('strong', {}, verdict), !right && row.hint && ' · ' + row.hint] : []);
      });
    },

    /** A formula in words, in numbers, and its value. */
    way: function (row) {
      const signs = {'*': '×', '/': '÷', '-': '−'};
      const list = tokens(row.formula);
      const write = (words) => list.map((token, at) => {
        const other = this.rows.find((each) => each.id === token);
        if (other && words) return other.label;
        if (other) return show(other.value);
        if (token === '%' && words && this.rows.some((each) => each.id === list[at - 1])) return '';
        return signs[token] || (/^\d/.test(token) ? show(read(token)) : token);
      }).filter(Boolean).join(' ').replace(/\( /g, '(').replace(/ (?=[)%])/g, '').trim();
      return el('li', {}, [
        el('strong', {}, row.label), el('span', {}, write(true)), el('span', {}, '= ' + write(false)),
        el('span', {}, '= ' + this.money(row, row.value)),
      ]);
    },

    solution: function (shown) {
      return shown ? [el('p', {class: 'lms-head'}, this.texts.way), el('ul', {class: 'lms-reasons'}, this.asked.map((row) => this.way(row)))] : [];
    },

    given: function () { return this.asked.some((row) => row.typed.trim()); },
    score: function () { return this.asked.filter((row) => this.isRight(row)).length; },
    max: function () { return this.asked.length; },
    clear: function () { this.asked.forEach((row) => { row.typed = ''; }); },

    answer: function () {
      const kept = {};
      this.asked.forEach((row) => { if (row.typed.trim()) kept[row.id] = row.typed; });
      return kept;
    },

    restore: function (saved) {
      this.asked.forEach((row) => { row.typed = saved && typeof saved[row.id] === 'string' ? saved[row.id].slice(0, 40) : ''; });
    },

    response: function () {
      return this.asked.map((row) => {
        const value = read(row.typed);
        return row.id + '=' + (Number.isNaN(value) ? '' : value);
      }).join('[,]');
    },

    definition: function () {
      const right = this.asked.map((row) => row.id + '=' + Number(row.value.toFixed(2)));
      return {interactionType: 'fill-in', correctResponsesPattern: [right.join('[,]')]};
    },
  });

  return PriceCalculator;
})(LMS.Kit, LMS.PriceFormula);
