/* Draws the charts of a page from the figures in it. Without this script the tables beneath say the same. */
"use strict";
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const narrow = window.matchMedia("(max-width: 40rem)");
  const drawn = [];
  const TONES = { good: "--c3", bad: "--c2", mark: "--c5", soft: "--c7" };
  const POINTS = ["circle", "rect", "triangle", "rectRot", "star", "crossRot", "cross", "dash"];

  const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const cents = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

  function span(minutes) {
    if (minutes < 90) return `${whole.format(minutes)} min`;
    if (minutes < 2880 && minutes % 60 === 0) return `${minutes / 60} h`;
    return minutes < 2880 ? `${(minutes / 60).toFixed(1)} h` : `${(minutes / 1440).toFixed(1)} days`;
  }
  function said(chart, value) {
    if (chart.unit === "percent") return `${(100 * value).toFixed(1)} %`;
    if (chart.unit === "money") return `${cents.format(value)} ${chart.currency}`;
    if (chart.unit === "minutes") return span(value);
    return chart.unit === "ratio" ? cents.format(value) : whole.format(value);
  }
  function tick(chart, value) {
    if (chart.unit === "percent") return `${Math.round(1000 * value) / 10} %`;
    if (chart.unit === "minutes") return value ? span(value) : "0";
    return short.format(value);
  }
  /* Times are counted in sixties and twenty-fours, not in tens. */
  function step(chart) {
    const most = Math.max(1, ...chart.series.flatMap((series) => series.values.map((value) => value ?? 0)));
    const steps = [1, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 7200, 14400, 43200];
    return steps.find((one) => most / one <= 6) ?? most / 6;
  }
  /* A name too long for its axis is cut in the chart; the table has it whole. */
  function fitted(text, most) {
    return text.length > most ? `${text.slice(0, most - 1)}…` : text;
  }

  function settings(canvas, chart) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const lies = chart.kind === "bars" || chart.kind === "stacks";
    const stacked = chart.kind === "stack" || chart.kind === "stacks";
    const onlyLines = chart.kind === "line";
    /* Where colours mean something, what means nothing has none of theirs. */
    const palette = chart.series.some((series) => series.tone) ? [1, 6, 4, 8] : [1, 2, 3, 4, 5, 6, 7, 8];
    const plain = chart.series.filter((series) => !series.tone);
    const datasets = chart.series.map((series, i) => {
      const own = colour(TONES[series.tone] ?? `--c${palette[plain.indexOf(series) % palette.length]}`);
      const isLine = onlyLines || series.line;
      return {
        label: series.label, data: series.values, type: isLine ? "line" : "bar", order: isLine ? 0 : 1,
        backgroundColor: own, borderColor: own, borderWidth: isLine ? 2 : 0,
        borderDash: series.dashed || i > 7 ? [6, 4] : [], pointStyle: POINTS[i % 8], pointRadius: series.values.length > 24 ? 0 : 3,
        pointHitRadius: 8, spanGaps: false, maxBarThickness: 36, minBarLength: 0,
      };
    });
    const numbers = {
      stacked, beginAtZero: true, grid: { color: colour("--line") }, border: { display: false },
      ticks: { color: colour("--soft"), callback: (value) => tick(chart, value), maxTicksLimit: lies && narrow.matches ? 5 : 8,
               precision: chart.unit === "count" ? 0 : undefined },
    };
    if (chart.unit === "minutes") numbers.ticks.stepSize = step(chart);
    const names = {
      stacked, grid: { display: false }, border: { color: colour("--line") },
      title: { display: Boolean(chart.labelled), text: chart.labelled, color: colour("--soft") },
      ticks: {
        color: colour("--soft"), autoSkip: !lies, maxRotation: lies ? 0 : 60,
        callback(value) { return fitted(this.getLabelForValue(value), lies ? (narrow.matches ? 14 : 28) : 18); },
      },
    };
    return {
      type: "bar",
      data: { labels: chart.labels, datasets },
      options: {
        indexAxis: lies ? "y" : "x", responsive: true, maintainAspectRatio: false, animation: false,
        interaction: { mode: "index", axis: lies ? "y" : "x", intersect: false },
        scales: lies ? { x: numbers, y: names } : { x: names, y: numbers },
        onClick(event, elements) {
          const link = elements.length ? chart.links[elements[0].index] : null;
          if (link) window.location.assign(link);
        },
        onHover(event, elements) {
          canvas.classList.toggle("leads", elements.length > 0 && Boolean(chart.links[elements[0].index]));
        },
        plugins: {
          legend: { display: chart.series.length > 1, position: "bottom", align: "start",
                    labels: { color: colour("--ink"), usePointStyle: onlyLines, boxWidth: 14, boxHeight: onlyLines ? 8 : 12 } },
          tooltip: {
            callbacks: {
              title: (items) => items[0].chart.data.labels[items[0].dataIndex] + (chart.labelled ? ` ${chart.labelled}` : ""),
              label: (item) => `${item.dataset.label}: ${said(chart, item.raw)}`,
            },
          },
        },
      },
    };
  }

  function draw() {
    drawn.splice(0).forEach((chart) => chart.destroy());
    window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    window.Chart.defaults.font.size = 12;
    document.querySelectorAll("canvas[data-chart]").forEach((canvas) => {
      const chart = JSON.parse(canvas.dataset.chart);
      const bars = chart.kind === "stacks" ? 1 : chart.series.length;
      if (chart.kind === "bars" || chart.kind === "stacks") {
        const legend = chart.series.length > 1 ? (narrow.matches ? 18 * chart.series.length : 40) : 10;
        canvas.parentElement.style.height = `${Math.max(160, chart.labels.length * Math.max(26, 11 * bars + 8) + 40 + legend)}px`;
      }
      drawn.push(new window.Chart(canvas, settings(canvas, chart)));
    });
  }

  document.querySelectorAll("figure.chart").forEach((figure) => { figure.hidden = false; });
  draw();
  dark.addEventListener("change", draw);
  narrow.addEventListener("change", draw);
  window.addEventListener("beforeprint", () => drawn.forEach((chart) => chart.resize()));
})();
