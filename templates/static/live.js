// What happens is told to whoever has a page open; without this file it is seen at the next reload.
(function () {
  "use strict";
  var dot = document.querySelector("[data-live]"), news = document.querySelector("[data-news]");
  var work = document.querySelector("[data-work]");
  if (!dot || !window.EventSource) { return; }
  var since = dot.dataset.since, source = null, timer = 0, changed = {};
  var HIDDEN_MS = 30000, AGAIN_MS = 30000; // browsers keep six streams of one site, no more

  function show(state) {
    dot.hidden = false;
    dot.className = "live " + state;
    dot.textContent = dot.dataset[state];
  }

  function count(unread) {
    document.querySelectorAll("[data-unread]").forEach(function (place) {
      place.textContent = unread < 100 ? unread : "99+";
      if (place.classList.contains("count")) { place.hidden = !unread; }
    });
  }

  // Nothing is reloaded by itself: what is being typed stays.
  function tell(text) {
    if (news.firstChild && news.firstChild.textContent === text) { return; }
    var said = document.createElement("span"), link = document.createElement("a");
    said.textContent = text;
    link.textContent = news.dataset.look;
    link.href = news.dataset.to || location.pathname + location.search;
    // What is being typed on this page stays: then it is looked at in a window of its own.
    link.addEventListener("click", function () {
      var typed = Array.prototype.some.call(document.querySelectorAll("main textarea"), function (one) {
        return one.value !== one.defaultValue;
      });
      if (typed) { link.target = "_blank"; }
    });
    if (news.dataset.to) { link.target = "_blank"; }
    news.replaceChildren(said, " ", link);
    news.classList.add("alert");
  }

  function happened(one) {
    if (!news) { return; }
    if (!news.dataset.case) {
      changed[one.number] = true;
      tell(news.dataset.said.replace("{n}", Object.keys(changed).length));
    } else if (one.number === news.dataset.case && one.seq > Number(news.dataset.seq)) {
      tell(news.dataset.said);
    }
  }

  function worked(one) {
    if (!work || String(one.id) !== work.dataset.work) { return; }
    if (one.state !== "running") { location.reload(); return; } // nothing is typed there
    var bar = work.querySelector("progress"), far = work.querySelector("[data-far]");
    if (one.total) { bar.max = one.total; bar.value = one.done; }
    far.textContent = one.done + (one.total ? " / " + one.total : "");
  }

  function on(name, does) {
    source.addEventListener(name, function (event) {
      since = event.lastEventId || since;
      does(JSON.parse(event.data));
    });
  }

  function close() {
    clearTimeout(timer);
    if (source) { source.close(); }
    source = null;
  }

  function open() {
    clearTimeout(timer);
    if (source || document.hidden) { return; }
    show("connecting");
    source = new EventSource(dot.dataset.live + "?since=" + since);
    source.onopen = function () { show("on"); };
    source.onerror = function () {
      if (source.readyState === EventSource.CONNECTING) { show("connecting"); return; }
      close();
      show("off");
      timer = setTimeout(open, AGAIN_MS);
    };
    on("inbox", function (one) { count(one.unread); });
    on("case", happened);
    on("many", function () { if (news) { tell(news.dataset.many); } });
    on("work", worked);
    on("away", function () { show("off"); });
    on("back", function () { show("on"); });
    on("over", function () { close(); show("off"); }); // the session is
  }

  document.addEventListener("visibilitychange", function () {
    clearTimeout(timer);
    if (document.hidden) { timer = setTimeout(close, HIDDEN_MS); } else { open(); }
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", function (event) { if (event.persisted) { open(); } });
  open();
})();
