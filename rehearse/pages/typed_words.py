"""Words that were typed and not sent, kept by the browser's tab: by script, which a page runs."""

import json
from collections.abc import Sequence

STAND_IN = "stand-in-"
"""Begins, after its sheet, the key of a box that says whether a name is replaced."""


def prepared(scenario_id: str) -> str:
    """What the keys of the boxes on Prepare begin with. It ends in what no scenario's id has in it:
    one id may be the beginning of another."""
    return f"prep-{scenario_id}_"


_REMEMBER = """
(function () {
  const prefix = 'rehearse:', done = DONE;
  const ours = ['st-key-words-', 'st-key-prep-', 'st-key-paper-', 'st-key-ready-words-',
    'st-key-comment-', 'st-key-overall-', 'st-key-goal-', 'st-key-share-who-'];
  const named = function (box) {
    const isOurs = function (name) {
      return ours.some(function (beginning) { return name.startsWith(beginning); });
    };
    for (let at = box; at; at = at.parentElement) {
      const found = Array.from(at.classList).find(isOurs);
      if (found) return found;
    }
    return null;
  };
  const handled = window.rehearseDone = window.rehearseDone || {};
  done.forEach(function (one) {
    if (handled[one[0]]) return;
    handled[one[0]] = true;
    sessionStorage.removeItem(prefix + 'st-key-' + one[1]);
  });
  if (window.rehearseRemembers) return;
  window.rehearseRemembers = true;
  document.addEventListener('input', function (event) {
    const name = event.target.tagName === 'TEXTAREA' && named(event.target);
    if (name) sessionStorage.setItem(prefix + name, event.target.value);
  });
  const choices = '[class*="STAND_IN"] input[type=checkbox]';
  document.addEventListener('change', function (event) {
    if (!event.target.matches(choices)) return;
    sessionStorage.setItem(prefix + named(event.target), event.target.checked ? 'on' : 'off');
  });
  const boxes = 'textarea, ' + choices;
  const put = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
  const looks = new WeakMap();
  // A box that is still being drawn loses what is put in it: see that it stays. Returns whether to
  // look again.
  const restore = function (box) {
    const name = named(box), before = looks.get(box);
    const look = before && before.name === name ? before.look + 1 : 1;
    if (!name || look === 20) return false;
    looks.set(box, { name: name, look: look });
    const kept = sessionStorage.getItem(prefix + name);
    // A box that was emptied stays empty.
    if (kept !== null) putBack(box, kept);
    return true;
  };
  const putBack = function (box, kept) {
    if (box.matches(choices)) {
      if (box.checked !== (kept === 'on')) box.click();
      return;
    }
    if (box.value === kept) return;
    put.call(box, kept);
    box.dispatchEvent(new Event('input', { bubbles: true }));
    // What is typed counts from when the box is left; these words were.
    setTimeout(function () {
      if (document.activeElement === box) return;
      box.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    }, 100);
  };
  let waiting = false;
  const soon = function () {
    if (waiting) return;
    waiting = true;
    setTimeout(function () {
      waiting = false;
      if (Array.from(document.querySelectorAll(boxes)).filter(restore).length) soon();
    }, 100);
  };
  soon();
  // For as long as the page is there: a box can come much later than the page, or get another name.
  new MutationObserver(soon).observe(document.body, {
    subtree: true, childList: true, attributes: true, attributeFilter: ['class'],
  });
})();
"""


def remember(done: Sequence[tuple[str, str]] = ()) -> str:
    """Keeps words that were typed but not sent in this browser tab, and puts them back into their
    box whenever it is there again: after a reload, on coming back, once its form is opened. Boxes
    are those whose key begins as listed in the script. So are the names that were taken off.

    ``done``: keys of boxes whose words were said, saved or given up, each after an id of the act;
    what was kept for them is dropped once for each id, and what is typed there later stays.
    """
    return _REMEMBER.replace("DONE", json.dumps(list(done))).replace("STAND_IN", STAND_IN)


_FORGET = """
Object.keys(sessionStorage).forEach(function (key) {
  const meant = PARTS.some(function (part) { return key.includes(part); });
  if (key.startsWith('rehearse:') && meant) sessionStorage.removeItem(key);
});
"""


def forget(*parts: str) -> str:
    """Drops what this tab kept of typed words for every box whose key has one of these parts in it;
    an empty part is in all."""
    return _FORGET.replace("PARTS", json.dumps(parts))
