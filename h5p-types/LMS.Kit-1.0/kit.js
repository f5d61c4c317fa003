/* LMS.Kit: what our content types share. Needs H5P core only, touches no storage and no network. */
var LMS = window.LMS = window.LMS || {};

LMS.Kit = (function () {
  'use strict';

  const ENTITIES = {'&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#039;': "'"};

  /** Text as its author wrote it: a host that filters content keeps plain text with these signs escaped. */
  function plain(text) {
    const given = text === undefined || text === null ? '' : String(text);
    return given.replace(/&(?:amp|lt|gt|quot|#0?39);/g, (sign) => ENTITIES[sign]);
  }

  /** 'Nilai @score dari @max' with its places filled. */
  function fill(pattern, values) {
    return pattern.replace(/@(\w+)/g, (place, name) => (name in values ? values[name] : place));
  }

  /** An element; attributes that begin with "on" are listeners, false and null leave an attribute out. */
  function el(tag, attributes, children) {
    const node = document.createElement(tag);
    Object.keys(attributes || {}).forEach((name) => {
      const value = attributes[name];
      if (typeof value === 'function') node.addEventListener(name.slice(2), value);
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? '' : value);
    });
    [].concat(children || []).forEach((child) => child && node.append(child));
    return node;
  }

  function refill(node, children) {
    node.textContent = '';
    [].concat(children).forEach((child) => child && node.append(child));
  }

  /** Indexes that may be kept from a saved state: whole numbers below the count, each once. */
  function indexes(saved, count) {
    if (!Array.isArray(saved)) return [];
    return saved.filter((index, at) => Number.isInteger(index) && index >= 0 && index < count && saved.indexOf(index) === at);
  }

  /** 0 … count-1, mixed; the same for the same seed text on every device, never in the given order (from two on). */
  function shuffled(count, seed) {
    let hash = 2166136261;
    for (const sign of seed) hash = Math.imul(hash ^ sign.codePointAt(0), 16777619);
    const order = Array.from({length: count}, (_, index) => index);
    for (let at = count - 1; at > 0; at--) {
      hash = (Math.imul(hash, 1664525) + 1013904223) >>> 0;
      const other = Math.floor(hash / 4294967296 * (at + 1));
      [order[at], order[other]] = [order[other], order[at]];
    }
    if (count > 1 && order.every((index, at) => index === at)) order.push(order.shift());
    return order;
  }

  /**
   * What every type of ours is: the question contract, statements, state, buttons and the place for the result.
   * A type gives: draw() → the element to work in; given(); score(); max(); response(); definition(); mark(locked);
   * clear(); answer() and restore(answer) for its state; optional solution() → elements, summary() → sentence.
   */
  function Exercise(name, params, contentId, extras, texts) {
    H5P.EventDispatcher.call(this);
    this.name = name;
    this.params = params || {};
    this.contentId = contentId;
    this.extras = extras || {};
    this.behaviour = Object.assign({enableRetry: true, enableSolutionsButton: true}, this.params.behaviour);
    this.texts = Object.assign({}, texts);
    const own = this.params.l10n || {};
    Object.keys(texts).forEach((key) => { if (own[key]) this.texts[key] = plain(own[key]); });
    this.intro = plain(this.params.intro);
    this.checked = false;
    this.solved = false;
  }

  Exercise.prototype = Object.create(H5P.EventDispatcher.prototype);
  Object.assign(Exercise.prototype, {
    constructor: Exercise,

    attach: function ($container) {
      if (!this.root) this.build();
      $container.get(0).append(this.root);
      // Not isRoot(): core keeps its answer from the first content of a type on the page. Inside another, that one starts us.
      if (this.extras.standalone) this.setActivityStarted();
      this.trigger('resize');
    },

    build: function () {
      this.status = el('div', {class: 'lms-result', role: 'status', tabindex: '-1'});
      this.after = el('div', {class: 'lms-after'});
      this.buttons = el('div', {class: 'lms-buttons'});
      const intro = this.intro && el('p', {class: 'lms-intro'}, this.intro);
      const saved = this.extras.previousState;
      const lang = this.extras.metadata && this.extras.metadata.defaultLanguage;
      this.root = el('div', {class: 'lms-exercise lms-' + this.name, lang}, [intro, this.draw(), this.status, this.after, this.buttons]);
      if (saved && typeof saved === 'object') {
        this.restore(saved.answer);
        this.begun = this.given();
        this.checked = saved.checked === true && this.begun;
      }
      this.render();
    },

    button: function (text, press, kind) {
      return el('button', {type: 'button', class: 'lms-button' + (kind ? ' lms-' + kind : ''), onclick: press.bind(this)}, text);
    },

    /** Everything that depends on whether the answer is checked or the solution shown. */
    render: function () {
      const texts = this.texts;
      const done = this.checked || this.solved;
      this.mark(done);
      this.status.className = 'lms-result' + (done && this.getScore() === this.getMaxScore() ? ' lms-full' : '');
      refill(this.status, done && this.checked ? this.summary() : '');
      refill(this.after, done && this.solution ? this.solution(this.solved) : []);
      const more = this.checked && !this.solved && this.solution && texts.solution && this.getScore() < this.getMaxScore();
      refill(this.buttons, done ? [
        more && this.behaviour.enableSolutionsButton && this.button(texts.solution, this.pressSolution, 'second'),
        this.behaviour.enableRetry && this.button(texts.retry, this.pressRetry, 'second'),
      ] : this.button(texts.check, this.pressCheck));
      this.trigger('resize');
    },

    summary: function () {
      return fill(this.texts.score, {score: this.getScore(), max: this.getMaxScore()});
    },

    say: function (text) {
      refill(this.status, text);
      this.trigger('resize');
    },

    pressCheck: function () {
      if (!this.given()) return this.say(this.texts.nothing);
      this.checked = true;
      this.render();
      this.status.focus();
      this.trigger(this.statement('answered'));
    },

    pressSolution: function () {
      this.solved = true;
      this.render();
      this.status.focus();
    },

    /** Once more, with what is there: a type that wants an empty start says ``startsEmpty``. */
    pressRetry: function () {
      if (this.startsEmpty) this.clear();
      this.checked = this.solved = false;
      this.render();
      const first = this.root.querySelector('button:not([disabled]), input');
      if (first) first.focus();
    },

    touched: function () {
      if (this.status.textContent) this.say('');
      this.triggerXAPI('interacted');
    },

    getAnswerGiven: function () { return this.given(); },
    getScore: function () { return this.given() ? this.score() : 0; },
    getMaxScore: function () { return this.max(); },
    getTitle: function () { return H5P.createTitle((this.extras.metadata && this.extras.metadata.title) || this.intro); },

    showSolutions: function () {
      this.solved = true;
      this.render();
    },

    resetTask: function () {
      this.clear();
      this.checked = this.solved = false;
      this.render();
    },

    getCurrentState: function () {
      this.begun = this.begun || this.given(); // what was begun and emptied again must not come back
      return this.begun ? {checked: this.checked, answer: this.answer()} : undefined;
    },

    getXAPIData: function () {
      return {statement: this.statement('answered').data.statement};
    },

    statement: function (verb) {
      const event = this.createXAPIEventTemplate(verb);
      const max = this.getMaxScore();
      const definition = this.definition();
      // "en-US" is the key under which H5P hosts look for words, whatever their language.
      Object.assign(event.getVerifiedStatementValue(['object', 'definition']), definition && {
        type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
        description: {'en-US': this.intro},
      }, definition);
      const scored = max > 0 ? this.getScore() : undefined;
      event.setScoredResult(scored, max, this, true, max > 0 ? scored === max : undefined);
      if (definition) event.data.statement.result.response = this.response();
      return event;
    },
  });

  return {plain, fill, el, refill, indexes, shuffled, Exercise};
})();
