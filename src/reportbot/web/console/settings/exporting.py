"""The municipality file as it is in force, to be put on a server again."""

from starlette.responses import Response

from reportbot.core.townfile.subjects import CONTACT_KEYS, Tables
from reportbot.service.audit.notes import note_alone
from reportbot.web.console.desk import Desk
from reportbot.web.console.settings.standing import settings_of
from reportbot.web.console.signin.confirming import needs_step_up


async def show_file(desk: Desk) -> Response:
    """GET …/settings/file.toml; with `contacts=no` as the shipped files are, without any address."""
    settings, town = settings_of(desk), desk.visit.municipality
    if again := await needs_step_up(desk):
        return again
    in_force, now = settings.in_force(town), desk.parts.clock.now()
    is_whole = desk.request.query_params.get("contacts") != "no"
    contacts = "with contacts" if is_whole else "without contacts"
    await note_alone(
        desk.parts.store,
        lambda work: work.audit.note(
            "exported_settings",
            at=now,
            municipality=town,
            actor=desk.by,
            subject=f"{town}.toml",
            version=str(in_force.version),
            contacts=contacts,
        ),
    )
    text = in_force.text if is_whole else settings.written(in_force.text, without_contacts(in_force.standing.tables))
    top = (
        f"# {town}.toml as it was in force on {now:%Y-%m-%d %H:%M} UTC: version {in_force.version} of the console.\n"
        f"# {_KEEP if is_whole else _BARE}\n\n"
    )
    headers = {"content-disposition": f'attachment; filename="{town}.toml"'}
    return Response(top + text, media_type="application/toml", headers=headers)


def without_contacts(tables: Tables) -> Tables:
    """Every institution with an empty contact, as the files are shipped."""
    offices = [
        {key: value for key, value in office.items() if key not in CONTACT_KEYS} | {"email": ""}
        for office in tables.get("institutions", [])
    ]
    rules = [{key: value for key, value in rule.items() if key != "by"} for rule in tables.get("rules", [])]
    return {**tables, "institutions": offices, "rules": rules}


_KEEP = "It holds the addresses of the institutions: keep it as you keep a key. `reportbot check` reads it."
_BARE = "Without any address of an institution. Put on a server it takes the addresses of the file away."
