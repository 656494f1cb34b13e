"""The few things a page can only do by script. Ours alone: never with words of a person in them."""

import json

from rehearse.conversation.rubric import Language

_BUSY = json.dumps('[data-testid="stApp"]:not([data-test-script-state="notRunning"])')
"""Selects the app while it draws, in a script."""

LIVE_REGION = """
(function () {
  let tries = 40;
  const timer = setInterval(function () {
    const region = document.querySelector('.st-key-live');
    if (region) region.setAttribute('role', 'status');
    tries -= 1;
    if (region || tries === 0) clearInterval(timer);
  }, 50);
})();
"""
"""Gives the container that says what happened its role. (Streamlit has no live region.)"""

ONE_STEP_BACK = """
(function () {
  if (window.rehearseStepsBack) return;
  window.rehearseStepsBack = true;
  const push = history.pushState.bind(history);
  const aMoment = 2000;
  let left = null, returning = false;
  window.addEventListener('popstate', function () { returning = true; });
  ['click', 'keydown'].forEach(function (act) {
    window.addEventListener(act, function () { returning = false; }, true);
  });
  history.pushState = function (state, unused, address) {
    const now = new URL(location.href), next = new URL(address || '', location.href);
    const anew = next.searchParams.has('again') && !now.searchParams.has('again');
    const justLeft = left && aMoment > Date.now() - left.at;
    const situation = now.searchParams.get('situation');
    const chosen = situation !== null && situation === next.searchParams.get('situation');
    if (now.pathname === next.pathname && !anew) {
      if (!justLeft && !chosen) {
        left = { state: history.state, address: location.href, at: Date.now() };
      }
      history.replaceState(state, unused, address);
      return;
    }
    if (returning && now.pathname !== next.pathname) return;
    if (justLeft && now.pathname !== next.pathname) {
      history.replaceState(left.state, unused, left.address);
    }
    left = null;
    push(state, unused, address);
  };
})();
"""
"""Makes each page one step of the browser's Back. (Streamlit's ``switch_page`` gives the page one
leaves the parameters of the next one first, as a step, and then goes there: Back led to a page
with another's parameters.) What is chosen on Prepare changes the parameters as well, and leads
nowhere: Back comes to what was chosen last. Only a turn that is said anew is a step of its own on
its page.

Who goes Back or Forward leads, until they do something on the page they came to: a run of the page
they left, still under way, would put that page's bare address over where they are."""

NEVER_EMPTY = """
(function () {
  if (window.rehearseNeverEmpty) return;
  window.rehearseNeverEmpty = true;
  let seen = 0;
  setInterval(function () {
    const app = document.querySelector('[data-testid="stApp"]');
    const main = document.querySelector('[data-testid="stMain"]');
    const still = app && !app.matches(BUSY) && app.dataset.testConnectionState === 'CONNECTED';
    seen = still && main && main.innerText.trim() === '' ? seen + 1 : 0;
    if (seen === 4) location.reload();
  }, 500);
})();
""".replace("BUSY", _BUSY)
"""Loads a page anew that stays empty. (A line that is cut while Streamlit draws loses what was
under way, and Streamlit then takes all that stood there for old.) What was typed and chosen
outlives it; a page that comes empty from the app has no script, and so is not loaded for ever."""

_SCROLL = """
(function () {
  const wanted = WANTED, seen = SEEN, occasion = OCCASION;
  let tries = 20, moved = false;
  const stop = function () { tries = 0; };
  ['wheel', 'touchmove', 'keydown', 'pointerdown'].forEach(function (kind) {
    window.addEventListener(kind, stop, { once: true, passive: true });
  });
  const taken = function (event) {
    // The hand that has just clicked still moves.
    if (!moved || (!event.movementX && !event.movementY)) return;
    stop();
    window.removeEventListener('pointermove', taken);
  };
  window.addEventListener('pointermove', taken, { passive: true });
  const place = function (selector) {
    const found = selector && Array.from(document.querySelectorAll(selector)).at(-1);
    if (!found) return null;
    const box = found.getBoundingClientRect();
    const look = getComputedStyle(found);
    return {
      top: box.top - (parseFloat(look.scrollMarginTop) || 0),
      bottom: box.bottom + (parseFloat(look.scrollMarginBottom) || 0),
    };
  };
  const timer = setInterval(function () {
    tries -= 1;
    if (0 > tries) { clearInterval(timer); return; }
    const main = document.querySelector('[data-testid="stMain"]');
    const top = place(wanted), whole = place(seen);
    if (!main || (!top && !whole)) return;
    const view = main.getBoundingClientRect();
    let by = top ? top.top - view.top : 0;
    if (whole) {
      by = Math.min(Math.max(by, whole.bottom - view.bottom), whole.top - view.top);
    }
    main.scrollTop += by;
    moved = true;
  }, 100);
})();
"""

_FOCUS = """
(function () {
  const wanted = WANTED, occasion = OCCASION;
  if (window.matchMedia('(pointer: coarse)').matches) return;
  let tries = 20;
  const timer = setInterval(function () {
    tries -= 1;
    const found = document.querySelector(wanted);
    const free = document.activeElement === document.body || document.activeElement === null;
    if (found && free) found.focus({ preventScroll: true });
    if (found || tries === 0) clearInterval(timer);
  }, 50);
})();
"""

REVIEW_KEYS = """
(function () {
  if (window.rehearseReviewKeys) return;
  const ways = { j: 'next', k: 'before', u: 'undo', a: 'take-over' };
  const rows = '[class*="st-key-step-"]', radio = rows + ' input[type=radio]';
  const typed = 'textarea, select, input:not([type=radio]):not([type=checkbox])';
  const leads = ['read-next', 'read-before', 'read-on', 'read-undo', 'to-end', 'to-open']
    .map(function (key) { return '.st-key-' + key + ' button'; }).join(',');
  const aWhile = 3000;
  let left = 0, waiting = [], aim = null;
  const onTheWay = function () {
    return left !== 0 && (left > Date.now() - aWhile || document.querySelector(BUSY) !== null);
  };
  const button = function (name) {
    return document.querySelector('.st-key-read-' + name + ' button');
  };
  const toNextOpen = function (row) {
    const all = Array.from(document.querySelectorAll(rows));
    const at = all.indexOf(row);
    const open = all.slice(at + 1).concat(all.slice(0, at)).find(function (other) {
      return !other.querySelector('input:checked');
    });
    const next = open ? open.querySelector(radio) : button('on');
    if (next) next.focus();
  };
  const onNothing = function () {
    return !document.activeElement || document.activeElement === document.body;
  };
  // A row that was drawn anew under the focus has lost it; its key is still meant for it.
  const aimedAt = function () {
    const at = document.activeElement;
    if (at && at.matches(radio)) return at.closest(rows);
    const found = onNothing() && aim && document.querySelector(aim);
    return found && found.querySelector(radio) ? found : null;
  };
  const choose = function (place) {
    const row = aimedAt();
    if (!row) return;
    row.querySelectorAll('input[type=radio]')[place].click();
    toNextOpen(row);
  };
  const act = function (key) {
    if (!ways[key]) { choose('1234'.indexOf(key)); return; }
    const found = button(ways[key]);
    if (found && !found.disabled) found.click();
  };
  window.rehearseReviewKeys = {
    arrived: function (row) {
      left = 0;
      aim = row;
      while (waiting.length && !onTheWay()) act(waiting.shift());
    },
  };
  window.addEventListener('click', function (event) {
    const found = event.target.closest && event.target.closest(leads);
    if (found && !found.disabled) left = Date.now();
  }, true);
  window.addEventListener('focusin', function (event) {
    const row = event.target.matches(radio) ? event.target.closest(rows) : null;
    aim = row && '.' + Array.from(row.classList).find(function (name) {
      return name.startsWith('st-key-step-');
    });
  }, true);
  window.addEventListener('pointerdown', function () { aim = null; }, true);
  window.addEventListener('keydown', function (event) {
    const at = event.target;
    if (!document.querySelector('.st-key-where') || !at.matches || event.isComposing) return;
    if (event.key === 'Enter' && event.ctrlKey && button('on')) {
      left = Date.now();
      // Keeps the comment before the button leads on; and the next keys are no words of it.
      if (at.matches('textarea')) at.blur();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || at.matches(typed)) return;
    const key = event.key.toLowerCase();
    const digit = key.length === 1 && '1234'.includes(key);
    const moves = key === ' ' || key.startsWith('arrow');
    const ours = ways[key] || (digit && (aimedAt() || onTheWay()));
    if (!ours && !(moves && at.matches(radio) && onTheWay())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!ours) return;
    if (!onTheWay()) { waiting = []; act(key); } else waiting.push(key);
  }, true);
})();
""".replace("BUSY", _BUSY)
"""The keys with which a coach reviews. 1 to 4 choose the level of the step that has the focus and
lead to the next step without one; J, K, U and A press their buttons. What is pressed on the way to
another turn waits until that is there: it must not fall on the turn one leaves. (Streamlit's own
shortcuts for these buttons take a radio button for a field that is typed in, and keep still there.)
"""

_BEGIN_AT = """
(function () {
  const wanted = WANTED, occasion = OCCASION;
  const byTouch = window.matchMedia('(pointer: coarse)').matches;
  const busy = BUSY + ',[data-stale="true"]';
  let tries = 200;
  const timer = setInterval(function () {
    tries -= 1;
    // Until all is drawn, rows further down are still those of the turn that one left.
    if (document.querySelector(busy) && tries) return;
    const found = wanted && document.querySelector(wanted + ' input[type=radio][tabindex="0"]');
    if (wanted && !found && tries) return;
    clearInterval(timer);
    if (found && !byTouch) found.focus({ preventScroll: true });
    if (window.rehearseReviewKeys) window.rehearseReviewKeys.arrived(wanted);
  }, 50);
})();
""".replace("BUSY", _BUSY)


def begin_at(row: str | None, *, occasion: str) -> str:
    """Puts the focus on a row of choices, wherever it was, but not where that is no use; and lets
    the keys of ``REVIEW_KEYS`` go on that waited for it. None where there are no rows.

    ``occasion`` is another each time it should happen again: an unchanged script does not run.
    """
    return _BEGIN_AT.replace("WANTED", json.dumps(row)).replace("OCCASION", json.dumps(occasion))


def page_language(language: Language) -> str:
    """Tells browsers and screen readers which language the page is in."""
    return f"document.documentElement.lang = {json.dumps(language)};"


def scroll_to(selector: str, *, seen: str | None = None, occasion: str = "") -> str:
    """Brings something to the top, and keeps it there for the two seconds in which a page still
    grows, unless the reader scrolls, types or takes the mouse. Where several are meant by
    ``selector``, the last of them.

    ``seen``: what has to be in view as well, and comes first where not both have room;
    ``occasion`` is another each time it should happen again: an unchanged script does not run.

    Only the part of the page that people scroll is moved: ``scrollIntoView`` would move the frame
    around it as well, which nobody can move back.
    """
    return _scroll(selector, seen, occasion)


def bring_into_view(selector: str) -> str:
    """Moves the page as ``scroll_to`` does, but no further than it takes to see something."""
    return _scroll(None, selector, "")


def _scroll(selector: str | None, seen: str | None, occasion: str) -> str:
    script = _SCROLL.replace("WANTED", json.dumps(selector)).replace("SEEN", json.dumps(seen))
    return script.replace("OCCASION", json.dumps(occasion))


def focus(selector: str, *, occasion: str) -> str:
    """Puts the cursor in a field when nothing else has it; not where that opens a keyboard.

    ``occasion`` is another each time it should happen again: an unchanged script does not run.
    """
    return _FOCUS.replace("WANTED", json.dumps(selector)).replace("OCCASION", json.dumps(occasion))


def print_page(*, occasion: int) -> str:
    """Opens the browser's own print window, a moment later, when the page stands still.

    ``occasion`` is another each time: an unchanged script does not run.
    """
    return f"setTimeout(function () {{ window.print(); }}, 300); /* {occasion} */"
