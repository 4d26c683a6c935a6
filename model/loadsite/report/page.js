"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);

  // tables: every cell is set as text
  const shown = (value, digits) => {
    if (value === null) return "–";
    if (digits === null || typeof value !== "number") return String(value);
    return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  };
  const make = (tag, text, name) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    if (name) element.className = name;
    return element;
  };
  const fill = (table) => {
    const { columns, rows } = data.tables[table.dataset.table];
    const head = make("thead"), line = make("tr"), body = make("tbody");
    const long = columns.map((_, k) => rows.some((row) => typeof row[k] === "string" && row[k].length > 40));
    const kind = (column, k) => (column.digits !== null ? "number" : long[k] ? "text long" : "text");
    const draw = (ordered) => {
      body.replaceChildren(...ordered.map((row) => {
        const cells = make("tr");
        row.forEach((value, k) => {
          const cell = make("td", shown(value, columns[k].digits), kind(columns[k], k));
          cell.dir = "auto";
          cells.append(cell);
        });
        return cells;
      }));
    };
    columns.forEach((column, k) => {
      const cell = make("th", undefined, kind(column, k)), button = make("button", column.heading);
      cell.scope = "col";
      button.type = "button";
      button.title = "sort by this column";
      let rising = column.digits === null ? -1 : 1;
      button.addEventListener("click", () => {
        rising = -rising;
        line.querySelectorAll("th").forEach((each) => each.removeAttribute("aria-sort"));
        cell.setAttribute("aria-sort", rising > 0 ? "ascending" : "descending");
        const empty = (value) => value === null;
        draw([...rows].sort((a, b) => {
          if (empty(a[k]) || empty(b[k])) return empty(a[k]) - empty(b[k]);
          return rising * (typeof a[k] === "number" && typeof b[k] === "number" ? a[k] - b[k]
            : String(a[k]).localeCompare(String(b[k]), "en"));
        }));
      });
      cell.append(button);
      if (column.unit) cell.append(make("small", column.unit));
      line.append(cell);
    });
    head.append(line);
    table.append(head, body);
    draw(rows);
  };
  document.querySelectorAll("details").forEach((details) => {
    const table = details.querySelector("table");
    if (details.open) fill(table);
    else details.addEventListener("toggle", () => { if (!table.tHead) fill(table); });
  });
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details[open] table").forEach((table) => { if (!table.tHead) fill(table); });
  });

  // tabs: arrows move between them
  document.querySelectorAll("[data-tabs]").forEach((group) => {
    const tabs = [...group.querySelectorAll(":scope > [role=tablist] > [role=tab]")];
    const choose = (chosen, focus) => {
      tabs.forEach((tab) => {
        const on = tab === chosen;
        tab.setAttribute("aria-selected", on);
        tab.tabIndex = on ? 0 : -1;
        document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
      });
      if (focus) chosen.focus();
    };
    tabs.forEach((tab, k) => {
      tab.addEventListener("click", () => choose(tab, false));
      tab.addEventListener("keydown", (event) => {
        const to = { ArrowRight: k + 1, ArrowLeft: k - 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        choose(tabs[(to + tabs.length) % tabs.length], true);
      });
    });
    choose(group.dataset.tabs === "last" ? tabs[tabs.length - 1] : tabs[0], false);
  });

  // tooltips: by pointer, by touch, and with the arrows in a picture that has the focus
  const tip = document.getElementById("tip");
  let here = null;
  const hide = () => { tip.hidden = true; if (here) here.classList.remove("here"); here = null; };
  const tell = (mark, x, y) => {
    if (here !== mark) { hide(); here = mark; mark.classList.add("here"); tip.textContent = mark.dataset.tip; tip.hidden = false; }
    const box = tip.getBoundingClientRect(), wide = document.documentElement.clientWidth;
    tip.style.left = Math.max(4, Math.min(x + 14, wide - box.width - 4)) + "px";
    tip.style.top = (y + 18 + box.height > window.innerHeight ? Math.max(4, y - box.height - 10) : y + 18) + "px";
  };
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest && event.target.closest("[data-tip]");
    if (mark) tell(mark, event.clientX, event.clientY); else if (event.pointerType === "mouse") hide();
  });
  document.addEventListener("pointerdown", (event) => {
    const mark = event.target.closest && event.target.closest("[data-tip]");
    if (mark) tell(mark, event.clientX, event.clientY); else hide();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.querySelectorAll("svg").forEach((picture) => {
    const marks = [...picture.querySelectorAll("[data-tip]")];
    let at = -1;
    const go = (to) => {
      at = (to + marks.length) % marks.length;
      const box = marks[at].getBoundingClientRect();
      tell(marks[at], box.left + box.width / 2, box.top + box.height / 2);
    };
    if (!marks.length) { picture.removeAttribute("tabindex"); return; }
    picture.addEventListener("focus", () => { if (picture.matches(":focus-visible")) go(Math.max(at, 0)); });
    picture.addEventListener("blur", hide);
    picture.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      go(to);
    });
  });
})();
