/* Before everything else: what an opaque origin does not have, in memory.
 *
 * In a sandboxed frame without "allow-same-origin" reading localStorage, sessionStorage or document.cookie throws;
 * the H5P core and many content types read them without asking. What is stored here ends with the page.
 *
 * And without what costs such a frame a request more for each file: a header that is not plain makes the browser ask
 * the host first (Fetch standard, CORS-preflight fetch), and hosts of files do not read this one.
 */
(function () {
  'use strict';

  function MemoryStorage() {}

  MemoryStorage.prototype = {
    constructor: MemoryStorage,
    getItem: function (key) {
      return Object.prototype.hasOwnProperty.call(this, key) ? this[key] : null;
    },
    setItem: function (key, value) {
      Object.defineProperty(this, String(key), {
        value: String(value), configurable: true, enumerable: true, writable: true
      });
    },
    removeItem: function (key) {
      if (Object.prototype.hasOwnProperty.call(this, key)) {
        delete this[key];
      }
    },
    clear: function () {
      Object.keys(this).forEach(this.removeItem, this);
    },
    key: function (index) {
      var keys = Object.keys(this);
      return index >= 0 && index < keys.length ? keys[index] : null;
    }
  };
  Object.defineProperty(MemoryStorage.prototype, 'length', {
    get: function () {
      return Object.keys(this).length;
    }
  });

  function isUsable(name) {
    try {
      return Boolean(window[name]);
    }
    catch (error) {
      return false;
    }
  }

  ['localStorage', 'sessionStorage'].forEach(function (name) {
    if (!isUsable(name)) {
      Object.defineProperty(window, name, { value: new MemoryStorage(), configurable: true, enumerable: true });
    }
  });

  try {
    void document.cookie;
  }
  catch (error) {
    var jar = {};
    Object.defineProperty(document, 'cookie', {
      configurable: true,
      get: function () {
        return Object.keys(jar).map(function (name) {
          return name + '=' + jar[name];
        }).join('; ');
      },
      set: function (text) {
        var parts = String(text).split(';');
        var at = parts[0].indexOf('=');
        var name = (at < 0 ? '' : parts[0].slice(0, at)).trim();
        var isGone = parts.slice(1).some(function (part) {
          var attribute = part.trim().toLowerCase().split('=');
          return (attribute[0] === 'max-age' && Number(attribute[1]) <= 0) ||
            (attribute[0] === 'expires' && Date.parse(attribute.slice(1).join('=')) <= Date.now());
        });
        if (isGone) {
          delete jar[name];
        }
        else {
          jar[name] = parts[0].slice(at + 1).trim();
        }
      }
    });
  }

  var setRequestHeader = XMLHttpRequest.prototype.setRequestHeader;
  XMLHttpRequest.prototype.setRequestHeader = function (name) {
    if (String(name).toLowerCase() !== 'x-requested-with') {
      setRequestHeader.apply(this, arguments);
    }
  };
})();
