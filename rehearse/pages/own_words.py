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
)
"""What Streamlit names itself. In English the catalogue holds its very words: by them they are
found."""

_RENAME = """
(function () {
  window.rehearseOwnWords = WORDS;
  const names = ['aria-label', 'alt', 'aria-valuetext'];
  const button = '[data-testid="stFileUploaderDropzone"] button p';
  const wanted = names.map(function (name) { return '[' + name + ']'; }).join(',') + ',' + button;
  const put = function (element) {
    names.forEach(function (name) {
      const own = element.getAttribute(name);
      if (!own) return;
      const first = own.split(', ')[0], rest = own.slice(first.length);
      const said = window.rehearseOwnWords[first];
      if (said && said !== first) element.setAttribute(name, said + rest);
    });
    if (!element.matches(button)) return;
    const shown = window.rehearseOwnWords[element.textContent];
    if (shown && element.firstChild) element.firstChild.data = shown;
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

    A label of a part, as of a day in a date, begins with such a word and a comma.
    """
    words = {
        phrase(f"page.streamlit.{name}", known): phrase(f"page.streamlit.{name}", language)
        for known in LANGUAGES
        for name in NAMES
    }
    return _RENAME.replace("WORDS", json.dumps(words))
