// Begins what plays in the cage. The page it stands in is the same for everybody; what plays, and where somebody was,
// comes in two messages from the page around it (lms/static/lms/js/h5p.js), first the core, then all else: a browser lets
// that page keep files where this one, without an origin, may keep none. From then on h5p_wrapper's relay speaks with that page.
(() => {
  "use strict";
  // WebRTC reaches other servers past every policy. It goes before a library runs, and so do frames made from a text,
  // which would bring it back.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) delete window[name];
  const watch = (root) => new MutationObserver(() => root.querySelectorAll("iframe[srcdoc]").forEach((frame) => frame.remove()))
    .observe(root, { subtree: true, childList: true, attributeFilter: ["srcdoc"] });
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (...how) {
    const root = attachShadow.apply(this, how);
    watch(root);
    return root;
  };
  watch(document);

  const outside = window.parent, nonce = location.hash.slice(1), { origin } = new URL(location.href);
  if (outside === window || !nonce) return; // opened by itself: the words in the page stay
  const post = outside.postMessage.bind(outside);
  const send = (kind, data) => post({ v: 1, nonce, kind, ...data }, origin);

  const integration = window.H5PIntegration = JSON.parse(document.getElementById("h5p-integration").textContent);
  const [content] = Object.values(integration.contents);
  Object.assign(integration.frame, { nonce, origin });
  for (const name of ["baseUrl", "url", "siteUrl", "urlLibraries"]) integration[name] = origin + integration[name];
  content.contentUrl = origin + content.contentUrl;
  const from = document.getElementById("h5p-from"); // what a script that asks where it comes from gets to see

  const run = (bundle) => {
    for (const part of bundle.split(/^\/\*h5p: (?=\S+\*\/$)/m).slice(1)) {
      const end = part.indexOf("*/"), place = part.slice(0, end), script = document.createElement("script");
      from.src = `${integration.urlLibraries}/${place}`;
      script.textContent = `${part.slice(end + 3)}\n//# sourceURL=${place}`;
      document.head.append(script); // each by itself: one that breaks does not take the others along
      script.remove();
    }
  };
  const heard = {
    script: ({ script }) => { // the core, while the rest is on its way; what it would begin waits
      delete heard.script;
      run(script);
      window.H5P?.jQuery?.holdReady(true);
    },
    start: ({ styles, scripts, states }) => {
      delete heard.start;
      content.contentUserData = { 0: {}, ...states };
      for (const text of styles) document.head.append(Object.assign(document.createElement("style"), { textContent: text }));
      document.getElementById("h5p-words").remove();
      scripts.forEach(run);
      window.H5P?.jQuery?.holdReady(false);
      if (!window.H5P?.init) send("error", { message: "The player did not start.", fatal: true });
    },
    fullscreen: ({ on }) => {
      const { H5P } = window;
      if (on && H5P?.instances[0]) H5P.fullScreen(H5P.jQuery(".h5p-container").first(), H5P.instances[0]);
    },
  };
  addEventListener("message", ({ source, data }) => {
    if (source === outside && data?.v === 1 && data.nonce === nonce && Object.hasOwn(heard, data.kind)) heard[data.kind](data);
  });

  // The frame may go nowhere and load nothing from elsewhere; the page around may say so, and offer a link.
  addEventListener("securitypolicyviolation", ({ blockedURI }) => {
    if (/^https?:/.test(blockedURI)) send("blocked", { host: new URL(blockedURI).hostname });
  });
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !/^https?:$/.test(link.protocol) || /^(#|$)/.test(link.getAttribute("href")) || event.defaultPrevented) return;
    event.preventDefault();
    send("link", { url: link.href });
  });
  send("hello");
})();
