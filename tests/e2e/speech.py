"""A voice for tests: says nothing, remembers what it was given, and ends a sentence when it is told to."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

INDONESIAN = {"name": "Suara", "lang": "id_ID", "localService": True}  # as Android writes it
ENGLISH = {"name": "Voice", "lang": "en-GB", "localService": True}
ELSEWHERE = {"name": "Awan", "lang": "id-ID", "localService": False}  # sends what it reads to its maker

_VOICE = """
(() => {
  let current = null;
  const part = (name) => { const one = current; current = null; one?.[name]?.({ error: "canceled" }); };
  window.said = [];
  window.voice = Object.assign(new EventTarget(), {
    voices: VOICES,
    getVoices() { return this.voices; },
    speak(one) { said.push([one.text, one.rate, one.lang]); current = one; one.onstart?.({}); },
    cancel() { sessionStorage.silent = Number(sessionStorage.silent ?? 0) + 1; part("onerror"); },
    finish() { part("onend"); },
    fail() { const one = current; current = null; one.onerror({ error: "synthesis-failed" }); },
  });
  Object.defineProperty(window, "speechSynthesis", { value: window.voice });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  window.scrolled = [];
  Element.prototype.scrollIntoView = function (how) { scrolled.push(how.behavior); };
})();
"""


def give_voices(page: Page, *voices: dict[str, Any]) -> None:
    """Before the page is opened."""
    page.add_init_script(_VOICE.replace("VOICES", json.dumps(voices)))


def said(page: Page) -> list[str]:
    return [str(text) for text, _rate, _lang in page.evaluate("said")]


def let_it_finish(page: Page, sentences: int = 1) -> None:
    for _ in range(sentences):
        page.evaluate("voice.finish()")
