/* After the H5P core, before the content types: everything a content would send to a server goes to the page around.
 *
 * H5PIntegration.frame = {nonce, origin, beat} is given by the host; docs/player.md has the messages. Nothing here uses
 * the network. The content runs in this very page and can send any message itself: the page around checks the source,
 * the nonce and the form of each message and believes nothing more than that it came from this frame.
 */
(function () {
  'use strict';

  var H5P = window.H5P;
  var settings = H5PIntegration.frame || {};
  var parent = window.parent;
  var hasParent = parent !== window;
  var lastHeight = -1;
  var isReady = false;
  var beats = 0;
  var saveTimer;
  var fullScreenDone;
  var STATE_ID = /^[\w.:-]{1,64}$/; // what a host has to keep as a key; docs/player.md

  function send(kind, data) {
    if (!hasParent) {
      return;
    }
    var message = { v: 1, nonce: settings.nonce, kind: kind };
    Object.keys(data || {}).forEach(function (key) {
      message[key] = data[key];
    });
    parent.postMessage(message, settings.origin || '*');
  }

  /* ---- Size ---- */

  function height() {
    return Math.min(Math.ceil(document.body ? document.body.scrollHeight : 0), 50000);
  }

  function sendHeight() {
    var now = height();
    if (isReady && now !== lastHeight && !H5P.isFullscreen) {
      lastHeight = now;
      send('resize', { height: now });
    }
  }

  function layOut() {
    (H5P.instances || []).forEach(function (instance) {
      H5P.trigger(instance, 'resize');
    });
    setTimeout(sendHeight, 20);
  }

  /* ---- State: kept in the page, sent to the one around ---- */

  function kept(contentId, subId) {
    var contents = H5PIntegration.contents = H5PIntegration.contents || {};
    var content = contents['cid-' + contentId] = contents['cid-' + contentId] || {};
    // PHP hosts write an empty object as a list.
    if (!content.contentUserData || Array.isArray(content.contentUserData)) {
      content.contentUserData = Object.assign({}, content.contentUserData);
    }
    content.contentUserData[subId] = content.contentUserData[subId] || {};
    return content.contentUserData[subId];
  }

  function sendState(contentId, subId, dataId, data, asked) {
    if (!STATE_ID.test(dataId)) {
      return; // it holds as long as this page
    }
    var message = { content: String(contentId), sub: String(subId), id: String(dataId), data: data };
    if (asked) {
      message.asked = true;
    }
    send('state', message);
  }

  H5P.getUserData = function (contentId, dataId, done, subContentId) {
    var data = kept(contentId, subContentId || 0)[dataId];
    if (data === undefined || data === null) {
      done();
      return;
    }
    var value;
    try {
      value = data === 'RESET' ? null : JSON.parse(data);
    }
    catch (error) {
      done(error);
      return;
    }
    done(undefined, value);
  };

  H5P.setUserData = function (contentId, dataId, data, extras) {
    var options = extras || {};
    var subId = options.subContentId || 0;
    var text;
    try {
      text = JSON.stringify(data);
    }
    catch (error) {
      if (options.errorCallback) {
        options.errorCallback(error);
      }
      return;
    }
    var there = kept(contentId, subId);
    if (text !== undefined && there[dataId] !== text) {
      there[dataId] = text;
      sendState(contentId, subId, dataId, text);
    }
  };

  H5P.deleteUserData = function (contentId, dataId, subContentId) {
    delete kept(contentId, subContentId || 0)[dataId];
    sendState(contentId, subContentId || 0, dataId, null);
  };

  function saveAll(asked) {
    clearTimeout(saveTimer);
    (H5P.instances || []).forEach(function (instance) {
      if (typeof instance.getCurrentState !== 'function') {
        return;
      }
      var state = instance.getCurrentState();
      if (state === undefined) {
        return;
      }
      H5P.setUserData(instance.contentId, 'state', state, { deleteOnChange: true });
      if (asked) {
        sendState(instance.contentId, 0, 'state', kept(instance.contentId, 0).state, true);
      }
    });
  }

  function saveSoon() {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(saveAll, 1500);
  }

  /* ---- Results ---- */

  H5P.setFinished = function (contentId, score, maxScore, time) {
    if (typeof score !== 'number' || !isFinite(score)) {
      return;
    }
    var opened = (H5P.opened && H5P.opened[contentId]) || new Date();
    send('finished', {
      content: String(contentId),
      score: score,
      max: typeof maxScore === 'number' && isFinite(maxScore) ? maxScore : 0,
      opened: Math.round(opened.getTime() / 1000),
      finished: Math.round(Date.now() / 1000),
      time: typeof time === 'number' && isFinite(time) ? time : null
    });
  };

  H5P.externalDispatcher.on('xAPI', function (event) {
    var statement;
    try {
      statement = JSON.parse(JSON.stringify(event.data.statement));
    }
    catch (error) {
      return send('error', { message: 'A statement could not be written down.', fatal: false });
    }
    // Who learns is known to the page around, and to nobody in here.
    delete statement.actor;
    send('xapi', { statement: statement });
    saveSoon();
  });

  /* ---- Files: a host may give another address for each (smaller images, files in memory) ---- */

  var corePath = H5P.getPath;
  H5P.getPath = function (path, contentId) {
    var content = H5PIntegration.contents && H5PIntegration.contents['cid-' + contentId];
    var urls = content && content.fileUrls;
    if (urls && Object.prototype.hasOwnProperty.call(urls, path)) {
      return urls[path];
    }
    return /^(data|blob):/.test(path) ? path : corePath(path, contentId);
  };

  /* ---- Full screen: the page around enlarges the frame; in here the content fills it ---- */

  H5P.fullscreenSupported = hasParent && settings.fullscreen !== false;
  H5P.communicator = undefined;

  function fullScreen($element, instance, exitCallback) {
    if (H5P.exitFullScreen !== undefined) {
      return;
    }
    var $body = H5P.$body || H5P.jQuery(document.body);
    var $all = $element.add($body);
    var label = H5P.t('disableFullscreen');
    var $leave = H5P.jQuery('<div role="button" tabindex="0" class="h5p-disable-fullscreen"></div>')
      .attr({ title: label, 'aria-label': label })
      .appendTo($element.find('.h5p-content-controls'));

    function byEscape(event) {
      if (event.key === 'Escape') {
        leave();
      }
    }

    function leave() {
      if (fullScreenDone !== leave) {
        return;
      }
      fullScreenDone = undefined;
      document.removeEventListener('keyup', byEscape);
      $leave.remove();
      $all.removeClass('h5p-semi-fullscreen');
      H5P.isFullscreen = false;
      H5P.exitFullScreen = undefined;
      send('fullscreen', { on: false });
      H5P.trigger(instance, 'resize');
      H5P.trigger(instance, 'focus');
      if (exitCallback) {
        exitCallback();
      }
      H5P.trigger(instance, 'exitFullScreen');
      setTimeout(layOut, 50);
    }

    fullScreenDone = leave;
    H5P.exitFullScreen = leave;
    H5P.isFullscreen = true;
    $all.addClass('h5p-semi-fullscreen');
    $leave.on('click', leave).on('keydown', function (event) {
      if (event.which === 13 || event.which === 32) {
        leave();
        return false;
      }
    });
    document.addEventListener('keyup', byEscape);
    send('fullscreen', { on: true });
    H5P.trigger(instance, 'resize');
    H5P.trigger(instance, 'focus');
    H5P.trigger(instance, 'enterFullScreen');
  }

  H5P.fullScreen = fullScreen;
  H5P.semiFullScreen = fullScreen;

  /* ---- The page around ---- */

  window.addEventListener('message', function (event) {
    var message = event.data;
    if (event.source !== parent || !message || message.v !== 1 || message.nonce !== settings.nonce) {
      return;
    }
    if (message.kind === 'state') {
      saveAll(true);
    }
    else if (message.kind === 'resize') {
      lastHeight = -1;
      layOut();
    }
    else if (message.kind === 'fullscreen' && message.on === false && fullScreenDone) {
      fullScreenDone();
    }
  });

  window.addEventListener('error', function (event) {
    // Only errors of scripts; a picture that is not there comes without a message.
    if (event.message) {
      send('error', { message: String(event.message).slice(0, 500), fatal: false });
    }
  });
  window.addEventListener('unhandledrejection', function (event) {
    send('error', { message: String(event.reason).slice(0, 500), fatal: false });
  });

  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden') {
      saveAll();
    }
  });
  window.addEventListener('pagehide', function () {
    saveAll();
  });

  // The core does this only where it is not framed, or where the page around speaks its own protocol.
  window.addEventListener('resize', layOut);

  function start() {
    if (isReady) {
      return;
    }
    isReady = true;
    if (!H5P.instances.length || H5P.instances.every(function (instance) { return !instance; })) {
      send('error', { message: 'The content did not start.', fatal: true });
      return;
    }
    H5P.instances.forEach(function (instance) {
      H5P.on(instance, 'resize', function () {
        setTimeout(sendHeight, 20);
      });
    });
    if (window.ResizeObserver) {
      var observer = new ResizeObserver(function () {
        setTimeout(sendHeight, 0);
      });
      observer.observe(document.body);
      Array.prototype.forEach.call(document.querySelectorAll('.h5p-container'), function (element) {
        observer.observe(element);
      });
    }
    lastHeight = height();
    send('ready', { height: lastHeight });
    setInterval(function () {
      beats += 1;
      send('beat', { n: beats });
      sendHeight();
    }, settings.beat || 2000);
  }

  // Registered after the core's own start, so the content is there; if it failed, this still says so.
  H5P.jQuery(document).ready(function () {
    setTimeout(start, 0);
  });
})();
