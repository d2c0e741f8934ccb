// Tables that stand below a chart are folded while scripts run, and unfolded on paper.
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  document.querySelectorAll("details.data, details.absent, details.licence").forEach(function (d) { d.open = false; });
  var before = [];
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (d) {
      before.push([d, d.open]);
      d.open = !d.classList.contains("licence");
    });
  });
  addEventListener("afterprint", function () {
    before.forEach(function (b) { b[0].open = b[1]; });
    before = [];
  });
})();
