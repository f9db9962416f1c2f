// Everything works without this file; it only makes the common ways shorter.
(function () {
  "use strict";
  var at = -1;

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { print(); });
  });

  // Several files, one after the other, each with its progress; the form alone takes one.
  document.querySelectorAll("form[data-upload]").forEach(function (form) {
    var chosen = form.querySelector("input[type=file]"), bar = form.querySelector("progress");
    var said = form.querySelector("[role=alert]"), button = form.querySelector("button");
    chosen.multiple = true;

    function complain(text) {
      said.textContent = text;
      said.hidden = false;
      bar.hidden = true;
      button.disabled = false;
    }

    function send(files, at) {
      if (at === files.length) { location.reload(); return; }
      var body = new FormData(), request = new XMLHttpRequest(), name = files[at].name + ": ";
      ["key", "evidence", "title", "shown"].forEach(function (field) {
        var input = form.elements[field];
        if (input && (input.type !== "checkbox" || input.checked)) { body.append(field, input.value); }
      });
      body.append("file", files[at]); // after the fields: the key is looked at first
      request.open("POST", form.dataset.upload);
      request.setRequestHeader("Accept-Language", document.documentElement.lang);
      request.upload.onprogress = function (event) {
        if (event.lengthComputable) { bar.value = (at + event.loaded / event.total) / files.length; }
      };
      request.onerror = function () { complain(name + form.dataset.failed); };
      request.onload = function () {
        if (request.status === 201) { send(files, at + 1); return; }
        var detail = form.dataset.failed;
        try { detail = JSON.parse(request.responseText).detail || detail; } catch (broken) { /* kept */ }
        complain(name + detail);
      };
      request.send(body);
    }

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var files = chosen.files, most = Number(form.dataset.most);
      for (var i = 0; i < files.length; i += 1) {
        if (files[i].size > most) { complain(files[i].name + ": " + form.dataset.large); return; }
      }
      said.hidden = true;
      bar.hidden = false;
      button.disabled = true;
      send(files, 0);
    });
  });

  // A day is said again with its weekday: a browser writes it in its maker's way.
  document.querySelectorAll("[data-day]").forEach(function (said) {
    var day = document.getElementById(said.dataset.day), lang = document.documentElement.lang;

    function say() {
      said.textContent = day.value ? new Date(day.value + "T00:00").toLocaleDateString(lang, {
        year: "numeric", month: "long", day: "numeric", weekday: "long"
      }) : "";
    }

    day.addEventListener("input", say);
    say();
  });

  document.querySelectorAll("[data-counted]").forEach(function (text) {
    var said = document.createElement("span");
    said.className = "hint";
    text.after(said);
    text.addEventListener("input", function () {
      said.textContent = text.dataset.counted.replace("#", text.value.length);
    });
  });

  // What is being typed is kept as a draft, a few seconds after the last key.
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    var said = form.querySelector("[data-said]"), waiting = 0, dirty = false;

    function keep() {
      var body = new FormData(form);
      body.set("act", "keep");
      dirty = false;
      fetch(form.action, {
        method: "POST", body: new URLSearchParams(body), redirect: "manual",
        headers: { Accept: "application/json" }
      }).then(function (answer) {
        var taken = answer.status === 204;
        said.textContent = taken ? form.dataset.kept : form.dataset.failed;
        dirty = dirty || !taken;
      }, function () { said.textContent = form.dataset.failed; dirty = true; });
    }

    form.addEventListener("input", function () {
      dirty = true;
      clearTimeout(waiting);
      waiting = setTimeout(keep, 3000);
    });
    form.addEventListener("submit", function (event) {
      // A day half written is no day to the browser: it would be sent as if nothing were there.
      var half = Array.prototype.find.call(form.elements, function (one) {
        return one.validity && one.validity.badInput;
      });
      if (half) { event.preventDefault(); half.reportValidity(); return; }
      dirty = false;
      clearTimeout(waiting);
    });
    addEventListener("beforeunload", function (event) { if (dirty) { event.preventDefault(); } });
  });

  // What is typed and was not taken stays in this tab, for whoever typed it: a page is read again,
  // a session ends. Forms that may name a reporter are not marked, and nothing of them is kept.
  function typed() {
    var me = document.querySelector("[data-who]"), who = me && me.dataset.who, mark = "typed ";
    var untaken = document.querySelector("[data-untaken]");

    function fields(form) {
      return Array.prototype.filter.call(form.elements, function (one) {
        return one.name && !/^(hidden|password|file|submit|button|select-multiple)$/.test(one.type);
      });
    }

    function held(one) { return /^(checkbox|radio)$/.test(one.type) ? one.checked : one.value; }

    function give(one, value) {
      if (typeof value === "boolean") { one.checked = value; } else { one.value = value; }
      one.dispatchEvent(new Event("input", { bubbles: true }));
    }

    // The next page says what became of a form that was sent.
    Object.keys(sessionStorage).forEach(function (key) {
      if (key.indexOf(mark) !== 0) { return; }
      var said = JSON.parse(sessionStorage.getItem(key));
      if ((who && who !== said.who) || (said.sent && !untaken)) { sessionStorage.removeItem(key); }
      else if (said.sent) { keep(key, { who: said.who, values: said.values }); }
    });

    function keep(key, said) { sessionStorage.setItem(key, JSON.stringify(said)); }

    document.querySelectorAll("form[data-typed]").forEach(function (form) {
      var key = mark + location.pathname + " " + form.action, all = fields(form), as = all.map(held);
      var before = sessionStorage.getItem(key), box = form.closest("details");

      function save(sent) { keep(key, { who: who, values: fields(form).map(held), sent: sent }); }

      if (before) {
        var values = JSON.parse(before).values, note = document.createElement("p");
        var no = document.createElement("button");
        values.forEach(function (value, n) {
          if (all[n] && typeof value === typeof as[n] && value !== as[n]) { give(all[n], value); }
        });
        no.type = "button";
        no.className = "btn";
        no.textContent = me.dataset.forget;
        no.addEventListener("click", function () {
          all.forEach(function (one, n) { give(one, as[n]); });
          sessionStorage.removeItem(key);
          note.remove();
        });
        note.className = "alert";
        note.setAttribute("role", "status");
        note.append(me.dataset.restored + " ", no);
        form.prepend(note);
        if (box) { box.open = true; }
      }
      form.addEventListener("input", function () { save(false); });
      form.addEventListener("submit", function (event) {
        if (!event.defaultPrevented && sessionStorage.getItem(key)) { save(true); }
      });
    });
    document.querySelectorAll("form[data-leave]").forEach(function (form) {
      form.addEventListener("submit", function () { sessionStorage.clear(); });
    });
  }

  try { typed(); } catch (refused) { /* a browser that keeps nothing */ }

  // One box picks all of its page.
  document.querySelectorAll("[data-all]").forEach(function (all) {
    var boxes = Array.prototype.slice.call(document.getElementsByName(all.dataset.all));

    function tell() {
      var picked = boxes.filter(function (box) { return box.checked; }).length;
      all.checked = picked === boxes.length;
      all.indeterminate = picked > 0 && picked < boxes.length;
    }

    all.hidden = false;
    all.addEventListener("change", function () {
      boxes.forEach(function (box) { box.checked = all.checked; });
    });
    boxes.forEach(function (box) { box.addEventListener("change", tell); });
    tell();
  });

  function move(step) {
    var rows = document.querySelectorAll("[data-rows] tbody tr, ul[data-rows] li");
    if (!rows.length) { return; }
    if (rows[at]) { rows[at].classList.remove("sel"); }
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows[at].classList.add("sel");
    rows[at].querySelector("a").focus(); // so that Enter opens it, as for any link
  }

  document.addEventListener("keydown", function (event) {
    if (document.documentElement.hasAttribute("data-no-keys")) { return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      if (event.key === "Escape") { event.target.blur(); }
      return;
    }
    if (event.key === "/") {
      var find = document.querySelector("[data-key='/']");
      if (find) { event.preventDefault(); find.focus(); }
    } else if (event.key === "?") {
      var help = document.querySelector("[data-key='?']");
      if (help) { help.click(); }
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    }
  });
})();
