"""How a ground in law is cited, on every page as on paper: 《instrument》第12条."""

from __future__ import annotations

from auditor.i18n import Translator


def cited(instrument: str, article: str, translator: Translator) -> str:
    """An instrument with its article; an article that is no number stands as it is written."""
    name = instrument if instrument.startswith("《") else translator.both(f"《{instrument}》", instrument)
    if not article:
        return name
    numbered = article[:1].isdigit()
    if translator.language == "en":
        return f"{name}, art. {article}" if numbered else f"{name}, {article}"
    return f"{name}第{article.replace(', ', '、')}条" if numbered else f"{name} {article}"
