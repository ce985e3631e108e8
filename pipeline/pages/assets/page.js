// All of the page stands there without this script; it shows one view at a time, sorts, filters, and counts days.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  document.documentElement.classList.add("js");

  // One view at a time: the one that holds what the address names, else the first.
  const views = all(".view");
  const go = (first) => {
    const target = document.getElementById(location.hash.slice(1));
    const view = (target && target.closest(".view")) || views[0];
    if (!view) return;
    views.forEach((one) => one.classList.toggle("shown", one === view));
    all("nav a").forEach((link) => {
      if (link.hash === "#" + view.id) { link.setAttribute("aria-current", "page"); link.scrollIntoView({ block: "nearest", inline: "nearest" }); }
      else link.removeAttribute("aria-current");
    });
    if (first && !target) return;
    for (let box = target; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
    const place = target || view;
    const spot = place.tagName === "DETAILS" ? place.querySelector("summary") : place;
    if (spot === place && !place.hasAttribute("tabindex")) place.setAttribute("tabindex", "-1");
    spot.focus({ preventScroll: true });
    if (place === view) scrollTo(0, 0); else place.scrollIntoView();
  };
  addEventListener("hashchange", () => go(false));
  all(".skip").forEach((link) => link.addEventListener("click", (event) => { event.preventDefault(); document.getElementById("main").focus(); }));
  go(true);

  // On paper all that is folded stands open.
  let folded = [];
  addEventListener("beforeprint", () => { folded = all("details:not([open])"); folded.forEach((one) => { one.open = true; }); });
  addEventListener("afterprint", () => folded.splice(0).forEach((one) => { one.open = false; }));

  // How many days a day is away, by the day that it is in Bangkok, whoever looks; of what is past no more than that.
  const today = Math.floor((Date.now() + 7 * 36e5) / 864e5);
  all("[data-day]").forEach((place) => {
    const [year, month, day] = place.dataset.day.split("-").map(Number);
    const left = Date.UTC(year, month - 1, day) / 864e5 - today;
    place.textContent = left > 0 ? `เหลืออีก ${left.toLocaleString("th")} วัน` : left === 0 ? "วันนี้" : "ผ่านแล้ว";
  });

  // Filters: [data-filter=ID] are inputs and selects over the rows of #ID ([data-row]); what does not hold them all is hidden, and a [data-rows] without any that is shown.
  const plain = (text) => text.normalize("NFC").toLocaleLowerCase("th").trim();
  const filters = new Map();
  all("[data-filter]").forEach((field) => {
    filters.set(field.dataset.filter, [...(filters.get(field.dataset.filter) || []), field]);
  });
  filters.forEach((fields, id) => {
    const list = document.getElementById(id);
    const said = document.querySelector(`[data-count="${id}"]`);
    const apply = () => {
      const rows = all("[data-row]", list);
      rows.forEach((row) => {
        row.hidden = !fields.every((field) => {
          const wanted = plain(field.value);
          if (!wanted) return true;
          if (field.tagName === "SELECT") return (row.dataset[field.name] || "").split(" ").includes(field.value);
          return plain(row.dataset.search || row.textContent).includes(wanted);
        });
      });
      all("[data-rows]", list).forEach((box) => { box.hidden = all("[data-row]", box).every((row) => row.hidden); });
      if (said) said.textContent = `แสดง ${rows.filter((row) => !row.hidden).length} จาก ${rows.length}`;
    };
    fields.forEach((field) => field.addEventListener("input", apply));
    apply();
  });

  // Sorting: a button in a heading of table[data-sortable] sorts by the cells' data-value, else by their text.
  all("table[data-sortable] thead button").forEach((button) => {
    const head = button.closest("th");
    button.addEventListener("click", () => {
      const sorted = head.getAttribute("aria-sort");
      const down = sorted ? sorted === "ascending" : "down" in head.dataset; // figures begin with the highest
      all("th", head.parentElement).forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = head.closest("table").tBodies[0];
      const key = (row) => { const cell = row.cells[head.cellIndex]; return cell.dataset.value ?? cell.textContent.trim(); };
      const none = (text) => ["", "–", "ย"].includes(text);
      [...body.rows].sort((a, b) => {
        const [x, y] = [key(a), key(b)];
        if (none(x) || none(y)) return none(x) - none(y);
        const by = isNaN(x) || isNaN(y) ? x.localeCompare(y, "th") : x - y;
        return down ? -by : by;
      }).forEach((row) => body.append(row));
    });
  });
})();
