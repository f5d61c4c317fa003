/* LMS.FindClues: tap the parts of a message or an address that are signs of deceit. */
var LMS = window.LMS = window.LMS || {};

LMS.FindClues = (function (Kit) {
  'use strict';

  const {el, fill, plain} = Kit;

  function FindClues(params, contentId, extras) {
    Kit.Exercise.call(this, 'clues', params, contentId, extras, FindClues.texts);
    this.pieces = (this.params.pieces || []).map((piece) => ({
      text: plain(piece.text).trim(),
      why: plain(piece.why),
      isClue: piece.isClue === true,
      newLine: piece.newLine === true,
    })).filter((piece) => piece.text);
    this.chosen = new Set();
    this.startsEmpty = true;
  }

  FindClues.texts = {
    check: 'Periksa',
    retry: 'Coba lagi',
    nothing: 'Ketuk dulu bagian yang mencurigakan.',
    score: 'Anda menemukan @found dari @total tanda. Nilai: @score dari @max.',
    wrong: 'Ada @count ketukan yang belum tepat.',
    found: 'Tanda, Anda menemukannya',
    missed: 'Tanda, terlewat',
    harmless: 'Bukan tanda',
    explain: 'Penjelasan',
    from: 'Dari:',
    sms: 'SMS',
    whatsapp: 'WhatsApp',
    email: 'Email',
    web: 'Alamat situs',
  };

  FindClues.prototype = Object.create(Kit.Exercise.prototype);
  Object.assign(FindClues.prototype, {
    constructor: FindClues,

    draw: function () {
      const kind = ['sms', 'whatsapp', 'email', 'web'].includes(this.params.kind) ? this.params.kind : 'sms';
      const sender = plain(this.params.sender);
      const heading = this.texts[kind] + (sender ? ' · ' + this.texts.from + ' ' + sender : '');
      this.marks = this.pieces.map((piece, index) => el('button', {
        type: 'button', class: 'lms-piece', 'aria-pressed': 'false', onclick: () => this.toggle(index),
      }));
      const line = [];
      this.marks.forEach((mark, index) => {
        if (this.pieces[index].newLine) line.push(el('span', {class: 'lms-break'}));
        line.push(mark);
      });
      return el('div', {class: 'lms-message lms-' + kind, role: 'group', 'aria-label': heading}, [
        el('p', {class: 'lms-sender'}, heading), el('div', {class: 'lms-pieces'}, line),
      ]);
    },

    toggle: function (index) {
      if (!this.chosen.delete(index)) this.chosen.add(index);
      this.mark(false);
      this.touched();
    },

    /** '' where a piece needs no word, else 'found', 'missed' or 'harmless' (tapped without reason). */
    verdict: function (index) {
      if (this.pieces[index].isClue) return this.chosen.has(index) ? 'found' : 'missed';
      return this.chosen.has(index) ? 'harmless' : '';
    },

    /** The verdict as it may be shown: an author may keep to themselves what was missed. */
    told: function (index) {
      const verdict = this.verdict(index);
      return verdict === 'missed' && !this.solved && !this.behaviour.enableSolutionsButton ? '' : verdict;
    },

    mark: function (locked) {
      this.marks.forEach((mark, index) => {
        const verdict = locked ? this.told(index) : '';
        mark.disabled = locked;
        mark.className = 'lms-piece' + (verdict ? ' lms-' + verdict : '');
        mark.setAttribute('aria-pressed', String(this.chosen.has(index)));
        Kit.refill(mark, [this.pieces[index].text, verdict && el('small', {}, this.texts[verdict])]);
      });
    },

    summary: function () {
      const total = this.getMaxScore();
      const found = this.count('found');
      const wrong = this.count('harmless');
      const score = fill(this.texts.score, {found, total, score: this.getScore(), max: total});
      return wrong ? score + ' ' + fill(this.texts.wrong, {count: wrong}) : score;
    },

    solution: function () {
      const rows = this.pieces.map((piece, index) => {
        const verdict = this.told(index);
        return verdict && el('li', {class: 'lms-' + verdict}, [
          el('strong', {}, piece.text), el('em', {}, this.texts[verdict]), piece.why && el('span', {}, piece.why),
        ]);
      }).filter(Boolean);
      return rows.length ? [el('p', {class: 'lms-head'}, this.texts.explain), el('ul', {class: 'lms-reasons'}, rows)] : [];
    },

    count: function (verdict) { return this.pieces.filter((_, index) => this.verdict(index) === verdict).length; },
    given: function () { return this.chosen.size > 0; },
    score: function () { return Math.max(0, this.count('found') - this.count('harmless')); },
    max: function () { return this.pieces.filter((piece) => piece.isClue).length; },
    clear: function () { this.chosen.clear(); },
    answer: function () { return Array.from(this.chosen).sort((one, other) => one - other); },
    restore: function (saved) { this.chosen = new Set(Kit.indexes(saved, this.pieces.length)); },
    response: function () { return this.answer().join('[,]'); },

    definition: function () {
      const clues = this.pieces.map((piece, index) => (piece.isClue ? index : -1)).filter((index) => index >= 0);
      return {
        interactionType: 'choice',
        correctResponsesPattern: [clues.join('[,]')],
        choices: this.pieces.map((piece, index) => ({id: String(index), description: {'en-US': piece.text}})),
      };
    },
  });

  return FindClues;
})(LMS.Kit);
