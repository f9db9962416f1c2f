// Everything works without this file; it only makes the common ways shorter.
(function () {
  "use strict";
  var at = -1;

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { print(); });
  });

  function move(step) {
    var rows = document.querySelectorAll("[data-rows] tbody tr");
    if (!rows.length) { return; }
    if (rows[at]) { rows[at].classList.remove("sel"); }
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows[at].classList.add("sel");
    rows[at].querySelector("a").focus(); // so that Enter opens it, as for any link
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      if (event.key === "Escape") { event.target.blur(); }
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector("[data-key='/']").focus();
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    }
  });
})();
