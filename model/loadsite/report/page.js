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
    const { columns, rows, sites } = data.tables[table.dataset.table];
    const head = make("thead"), line = make("tr"), body = make("tbody");
    const long = columns.map((_, k) => rows.some((row) => typeof row[k] === "string" && row[k].length > 40));
    const kind = (column, k) => (column.digits !== null ? "number" : long[k] ? "text long" : "text");
    const named = sites.length ? columns.findIndex((column) => column.heading === "site") : -1;
    let order = rows.map((_, at) => at), kept = () => true;
    const draw = () => {
      body.replaceChildren(...order.filter((at) => kept(rows[at])).map((at) => {
        const cells = make("tr");
        rows[at].forEach((value, k) => {
          const name = kind(columns[k], k) + (k === named ? " site" : "");
          const cell = make("td", k === named ? undefined : shown(value, columns[k].digits), name);
          if (k === named) cell.append(opener(shown(value, null), sites[at]));
          cell.dir = "auto";
          cells.append(cell);
        });
        return cells;
      }));
      return body.rows.length;
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
        order = [...order].sort((i, j) => {
          const a = rows[i][k], b = rows[j][k];
          if (empty(a) || empty(b)) return empty(a) - empty(b);
          return rising * (typeof a === "number" && typeof b === "number" ? a - b
            : String(a).localeCompare(String(b), "en"));
        });
        draw();
      });
      cell.append(button);
      if (column.unit) cell.append(make("small", column.unit));
      line.append(cell);
    });
    head.append(line);
    table.append(head, body);
    draw();
    return (keep) => { kept = keep; return draw(); };
  };

  // the card of a site: a dialog that Escape closes, after which the focus is where it was
  const card = document.getElementById("card");
  const open = (site) => {
    const told = data.cards[site];
    if (!told) return;
    hide();
    document.getElementById("card_title").textContent = told.title;
    const pairs = (lines) => {
      const list = make("dl");
      lines.forEach(([name, value]) => list.append(make("dt", name), make("dd", value)));
      return list;
    };
    const parts = [make("p", told.place), pairs(told.lines)];
    if (told.costs.length) parts.push(make("h3", "Cost of campus power"), pairs(told.costs));
    if (told.binding.length) {
      const list = make("ul");
      told.binding.forEach((words) => list.append(make("li", words)));
      parts.push(make("h3", "What binds"), list);
    }
    document.getElementById("card_body").replaceChildren(...parts);
    card.showModal();
    card.scrollTop = 0;
  };
  const opener = (words, site) => {
    if (!data.cards[site]) return document.createTextNode(words);
    const button = make("button", words);
    button.type = "button";
    button.addEventListener("click", () => open(site));
    return button;
  };
  card.addEventListener("click", (event) => { if (event.target === card) card.close(); });
  document.addEventListener("click", (event) => {
    const mark = event.target.closest && event.target.closest("svg [data-site]");
    if (mark) open(mark.dataset.site);
  });

  // a table as a file: CSV with the units in its header, made here and now
  const SIGNS = /^[=+\-@\t\r]/;
  const csv = ({ columns, rows }) => {
    const cell = (value) => {
      if (value === null) return "";
      if (typeof value === "number") return String(value);
      const text = SIGNS.test(value) ? "'" + value : String(value);
      return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
    };
    const heads = columns.map((column) => column.heading + (column.unit ? ` [${column.unit}]` : ""));
    return "\ufeff" + [heads, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
  };
  document.querySelectorAll("[data-csv]").forEach((button) => button.addEventListener("click", () => {
    const table = data.tables[button.dataset.csv], link = make("a");
    link.href = URL.createObjectURL(new Blob([csv(table)], { type: "text/csv" }));
    link.download = table.title.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "").slice(0, 60) + ".csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }));

  // sites: searched by any of their words, filtered by state and by campus
  document.querySelectorAll("[data-filters]").forEach((form) => {
    const table = data.tables[form.dataset.filters], told = form.querySelector("output");
    const keep = fill(form.parentElement.querySelector("table"));
    const at = (heading) => table.columns.findIndex((column) => column.heading === heading);
    const state = at("state"), campus = at("campus");
    const by = Object.fromEntries([...form.querySelectorAll("[data-by]")].map((each) => [each.dataset.by, each]));
    const narrow = () => {
      const words = by.text.value.toLowerCase().split(/\s+/).filter(Boolean);
      const left = keep((row) => {
        const text = row.join(" ").toLowerCase();
        return words.every((word) => text.includes(word)) && (!by.state.value || row[state] === by.state.value)
          && (!by.campus.value || (row[campus] >= 1) === (by.campus.value === "with"));
      });
      told.textContent = `${left} of ${table.rows.length} sites`;
    };
    form.addEventListener("input", narrow);
    form.addEventListener("submit", (event) => event.preventDefault());
    narrow();
  });

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
      if (event.key === "Enter" && at >= 0 && marks[at].dataset.site) {
        event.preventDefault();
        open(marks[at].dataset.site);
        return;
      }
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      go(to);
    });
  });
})();
