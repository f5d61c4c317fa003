/* LMS.PriceFormula: numbers as people write them, and arithmetic over named rows; nothing else can be said in it. */
var LMS = window.LMS = window.LMS || {};

LMS.PriceFormula = (function () {
  'use strict';

  /** A number as people write it: "Rp 12.500", "12500", "12,5", "10%", "1.250.000,-". NaN when it is none. */
  function read(text) {
    const bare = String(text).replace(/\s|rp\.?|idr/gi, '').replace(/,-+$|%$/, '').replace('−', '-');
    if (/^-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/.test(bare)) return Number(bare.replace(/\./g, '').replace(',', '.'));
    if (/^-?[1-9]\d{0,2}(,\d{3}){2,}$/.test(bare)) return Number(bare.replace(/,/g, ''));
    return /^-?\d{1,15}([.,]\d{1,15})?$/.test(bare) ? Number(bare.replace(',', '.')) : NaN;
  }

  /** 12500.5 → "12.500,5": two decimals at most. */
  function show(value) {
    const [whole, rest] = Math.abs(value).toFixed(2).split('.');
    const decimals = rest.replace(/0+$/, '');
    return (value < 0 ? '−' : '') + whole.replace(/\B(?=(\d{3})+$)/g, '.') + (decimals && ',' + decimals);
  }

  function tokens(formula) {
    const found = formula.replace(/×/g, '*').replace(/[÷:]/g, '/').replace(/−/g, '-').match(/\d[\d.,]*|[a-z]\w*|[^\s]/gi) || [];
    if (found.length > 200) throw new Error('too long');
    return found;
  }

  /**
   * The value of a formula: + - * / ( ), a percent sign after a number, a row or a bracket, and ids of rows.
   * valueOf(id) gives a row's value. Throws on anything else, so nothing but arithmetic is ever done.
   */
  function evaluate(formula, valueOf) {
    const list = tokens(formula);
    let at = 0;
    function primary() {
      const token = list[at++];
      let value;
      if (token === '-') return -primary();
      if (token === '(') {
        value = sum();
        if (list[at++] !== ')') throw new Error('bracket');
      } else if (/^\d/.test(token || '')) value = read(token);
      else if (/^[a-z]/i.test(token || '')) value = valueOf(token);
      else throw new Error('sign');
      while (list[at] === '%') {
        at++;
        value /= 100;
      }
      return value;
    }
    function product() {
      let value = primary();
      while (list[at] === '*' || list[at] === '/') value = list[at++] === '*' ? value * primary() : value / primary();
      return value;
    }
    function sum() {
      let value = product();
      while (list[at] === '+' || list[at] === '-') value = list[at++] === '+' ? value + product() : value - product();
      return value;
    }
    const value = sum();
    if (at < list.length || !Number.isFinite(value)) throw new Error('formula');
    return value;
  }

  return {read, show, tokens, evaluate};
})();
