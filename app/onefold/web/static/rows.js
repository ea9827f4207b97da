/* Shows, in an export, the rows that the address asks for, and sums them. Without this script all rows stand there. */
"use strict";
(() => {
  const table = document.querySelector("table[data-columns]");
  if (!table) return;
  const columns = JSON.parse(table.dataset.columns);
  const rows = [...table.tBodies[0].rows];
  const value = (row, name) => row.cells[columns.indexOf(name)].dataset.v ?? null;

  /* Amounts are added as whole hundredths or less, never as floating point. */
  function summed(shown, name) {
    const texts = shown.map((row) => value(row, name)).filter((text) => text !== null);
    const places = Math.max(0, ...texts.map((text) => (text.split(".")[1] ?? "").length));
    const total = texts.reduce((sum, text) => sum + BigInt(text.includes(".")
      ? text.replace(".", "") + "0".repeat(places - text.split(".")[1].length)
      : text + "0".repeat(places)), 0n);
    const digits = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
    const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ",");
    return (total < 0n ? "-" : "") + whole + (places ? `.${digits.slice(-places)}` : "");
  }
  function test(row, key, wanted) {
    const [name, bound] = key.split(".");
    if (!columns.includes(name)) return true;
    const own = value(row, name);
    if (!bound) return wanted === "" ? own === null : own === wanted;
    if (own === null) return false;
    if (bound === "not") return own !== wanted;
    if (bound === "min") return Number(own) >= Number(wanted);
    return bound === "from" ? own >= wanted : own <= wanted;
  }

  const asked = [...new URLSearchParams(window.location.search)];
  if (!asked.length) return;
  const shown = rows.filter((row) => asked.every(([key, wanted]) => test(row, key, wanted)));
  const kept = new Set(shown);
  rows.forEach((row) => { row.hidden = !kept.has(row); });
  table.querySelectorAll("tfoot [data-sum]").forEach((cell) => { cell.textContent = summed(shown, cell.dataset.sum); });
  document.getElementById("count").textContent = `${shown.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows`;
  const said = document.getElementById("filters");
  asked.forEach(([key, wanted]) => {
    const tag = document.createElement("span");
    const [name, bound] = key.split(".");
    tag.className = "tag";
    const words = { from: "from ", to: "to ", not: "not ", min: "at least " }[bound] ?? "";
    tag.textContent = `${name.replaceAll("_", " ")}: ${words}${wanted || "none"}`;
    said.append(tag);
  });
  const all = document.createElement("a");
  all.href = window.location.pathname.split("/").pop();
  all.textContent = "All rows";
  said.append(all);
})();
