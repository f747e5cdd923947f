"""Bring the .po files in step with the sentences of the sources. Translations are kept; a changed one becomes fuzzy.

Which sentences a language must have depends on who reads them (audience.py). A country variant gains none: it holds
what a translator put there because it differs.
"""

from difflib import get_close_matches
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from reportbot.core.languages import NAMES
from reportbot.i18n.audience import read_in
from reportbot.i18n.extract import Message, extract_all
from reportbot.i18n.pofile import SOURCE, catalogue_path, is_overlay, locale_of, read_catalogue

ALIKE = 0.7  # of 1; a sentence so like one that is gone is that one, rewritten
AWAITS = "This translation is awaiting review by a native reader and by a child-protection worker."
_HEADER = f"""\
reportbot in {{language}}. Licence: EUPL-1.2, like the whole project.
{AWAITS}
Terms and safety sentences: the project's domain facts. The English sentence is the msgid.
Keep what stands in {{{{braces}}}}. At most 12 words a sentence. An SMS holds 160 letters, without marks."""


def update(root: Path) -> list[str]:
    """Every language folder of root/locales; one line per language that says what changed. Raises BadSetup."""
    messages = extract_all(root)
    folder = root / "locales"
    languages = sorted(path.name for path in folder.iterdir() if path.is_dir() and path.name != SOURCE)
    return [_update(catalogue_path(folder, code), code, messages, is_overlay(code, languages)) for code in languages]


def _update(path: Path, language: str, messages: list[Message], overlay: bool) -> str:
    if path.exists():
        catalogue = read_catalogue(path, language)
    else:
        locale = locale_of(language)
        header = _HEADER.format(language=locale.english_name if locale else NAMES[language])
        comment = "\n".join(f"# {line}" for line in header.splitlines())
        catalogue = Catalog(
            locale=locale,
            project="reportbot",
            version="0.1",
            fuzzy=False,
            header_comment=comment,
            msgid_bugs_address="see README.md",
            last_translator="awaiting a native reader",
            language_team=language,
        )
    before = {entry.id for entry in catalogue if entry.id}
    wanted = read_in(language, messages)
    if overlay:
        wanted = _still_different(catalogue, wanted)
    template = Catalog()
    for message in wanted:
        template.add(message.msgid, locations=[(message.file, 0)])
    catalogue.update(template, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # Without line numbers: a moved line would change the files of every language.
        write_po(file, catalogue, width=120, include_lineno=False, ignore_obsolete=True)
    after = {entry.id for entry in catalogue if entry.id}
    undone = sum(1 for entry in catalogue if entry.id and (entry.fuzzy or not entry.string))
    return f"{language}: {len(after - before)} new, {len(before - after)} gone, {undone} to translate"


def _still_different(catalogue: Catalog, messages: list[Message]) -> list[Message]:
    """The sentences that the variant has; of one that was rewritten, the new sentence most like it."""
    said = {message.msgid for message in messages}
    kept: set[str] = set()
    for entry in catalogue:
        msgid = str(entry.id)
        if msgid and entry.string:
            kept.update([msgid] if msgid in said else get_close_matches(msgid, said, n=1, cutoff=ALIKE))
    return [message for message in messages if message.msgid in kept]
