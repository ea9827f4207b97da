"""Write standardise/data/months.txt, the names of months and weekdays; run by hand when Babel has newer ones.

    pip install babel
    python tools/date_facts.py

Source: Unicode CLDR through Babel (Unicode-3.0). Forms that people write and CLDR lacks are in SPOKEN, from general
knowledge.
"""

from __future__ import annotations

from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from onefold_dedupe.standardise.country import fold_name

HERE = Path(__file__).resolve().parent.parent / "dedupe/onefold_dedupe/standardise/data"
LANGUAGES = (
    *("en", "ru", "uk", "be", "kk", "de", "fr", "es", "pt", "it", "pl", "nl", "cs", "sk", "bg", "sr", "sr_Latn", "mk"),
    *("ro", "hu", "sl", "hr", "bs", "sq", "sv", "da", "nb", "fi", "et", "lv", "lt", "tr", "az", "uz", "ky", "ka", "hy"),
    *("el", "ca", "vi", "id"),
)
"""In this order a name that two languages give to different months is decided when no country tells."""
SPOKEN = {
    "ru": "янв фев мар апр май июн июл авг сен окт ноя дек",
    "uk": "січ лют бер кві тра чер лип сер вер жов лис гру",
    "de": "jan feb mrz apr mai jun jul aug sept okt nov dez",
    "en": "jan feb mar apr may jun jul aug sept oct nov dec",
    "fr": "jan fev mars avr mai juin juil aout sept oct nov dec",
    "es": "ene feb mar abr may jun jul ago set oct nov dic",
    "it": "genn febbr mar apr magg giugno luglio ag sett ott nov dic",
    "nl": "jan febr mrt apr mei jun jul aug sept okt nov dec",
    "pt": "jan fev marco abr maio jun jul ago set out nov dez",
}


def month_names() -> dict[str, dict[int, list[str]]]:
    """Language → month → folded names, of both the inflected and the plain form, whole and short."""
    from babel import Locale

    found: dict[str, dict[int, list[str]]] = {}
    for language in LANGUAGES:
        months: dict[int, dict[str, None]] = defaultdict(dict)
        for context in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    months[number][fold_name(name)] = None
        for number, name in enumerate(SPOKEN.get(language, "").split(), start=1):
            months[number][name] = None
        code = language.partition("_")[0]
        known = found.setdefault(code, {})
        for number, names in months.items():
            kept = [name for name in names if len(name) > 1 and not name.isdecimal() and " " not in name]
            known[number] = list(dict.fromkeys([*known.get(number, []), *kept]))
    return found


def weekday_names() -> list[str]:
    """Folded names of weekdays in all the languages, whole and short."""
    from babel import Locale

    names = {
        fold_name(name)
        for language in LANGUAGES
        for context in Locale.parse(language).days.values()
        for width in ("wide", "abbreviated")
        for name in context[width].values()
    }
    return sorted(name for name in names if " " not in name and len(name) > 1 and not name.isdecimal())


def main() -> None:
    """Write the file: `language month names…`, weekdays under `*`."""
    lines = [f"# Names of months and weekdays: Unicode CLDR through Babel {version('babel')} (Unicode-3.0)."]
    lines.append("# Written by tools/date_facts.py. `language month names`; weekdays under `*`; folded.")
    for language, months in month_names().items():
        lines += [f"{language} {number} {' '.join(months[number])}" for number in sorted(months) if months[number]]
    lines.append(f"* 0 {' '.join(weekday_names())}")
    (HERE / "months.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
