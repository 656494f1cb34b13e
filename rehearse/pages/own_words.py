"""Streamlit's own words, most of them for who listens to the page: English, whatever it is in."""

import json

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.locale import phrase

NAMES = (
    "home",
    "pages",
    "logo",
    "day",
    "month",
    "year",
    "empty",
    "choose_date",
    "open",
    "close",
    "upload",
    "upload_field",
    "clear",
    "drop",
    "shortcut",
)
"""What Streamlit names itself. In English the catalogue holds its very words: by them they are
found."""

_RENAME = """
(function () {
  window.rehearseOwnWords = WORDS;
  const names = ['aria-label', 'alt', 'aria-valuetext'];
  const shown = '[data-testid="stFileUploaderDropzone"] :is(button p, span)';
  const wanted = names.map(function (name) { return '[' + name + ']'; }).join(',') + ',' + shown;
  const put = function (element) {
    names.forEach(function (name) {
      const own = element.getAttribute(name);
      if (!own) return;
      const first = own.split(element.tagName === 'KBD' ? ' ' : ', ')[0];
      const said = window.rehearseOwnWords[first];
      if (said && said !== first) {
        element.setAttribute(name, said + own.slice(first.length));
      }
    });
    if (!element.matches(shown) || element.children.length) return;
    const said = window.rehearseOwnWords[element.textContent];
    if (said && element.firstChild) element.firstChild.data = said;
  };
  const all = function (root) {
    put(root);
    root.querySelectorAll(wanted).forEach(put);
  };
  all(document.body);
  if (window.rehearseRenames) return;
  window.rehearseRenames = new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === 'attributes') put(change.target);
      else change.addedNodes.forEach(function (node) { if (node.nodeType === 1) all(node); });
    });
  });
  window.rehearseRenames.observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: names,
  });
})();
"""


def rename(language: Language) -> str:
    """The script that says Streamlit's own words in a language, now and as more of them come.

    A label of a part, as of a day in a date, begins with such a word and a comma; one of a key with
    such a word and a blank.
    """
    words = {
        phrase(f"page.streamlit.{name}", known): phrase(f"page.streamlit.{name}", language)
        for known in LANGUAGES
        for name in NAMES
    }
    return _RENAME.replace("WORDS", json.dumps(words))
