"""Real mail servers for tests: Debian's Postfix, its smtp-sink, and Dovecot, each with a folder of its own.

Nothing of the machine's own mail is touched, and no port below 1024 is taken.
"""

import os
import pwd
import shutil
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from tests.ports import free_port

SBIN = "/usr/sbin:/usr/bin:/sbin:/bin"
USER, PASSWORD = "answers", "a password"
_NUMBERS = count()


class NoMailServer(Exception):
    """Says what is missing; the tests that need it are skipped with that sentence."""


@contextmanager
def a_folder() -> Iterator[Path]:
    """Readable for the users that mail servers turn into. On a disk: postfix does not start in /dev/shm."""
    folder = Path(tempfile.mkdtemp(prefix="reportbot-mail-", dir="/var/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """Certificate and key of a server of this name, made a moment ago; the certificate is its own authority."""
    openssl, cert, key = _program("openssl"), folder / f"{name}.pem", folder / f"{name}.key"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    _run(*command, "-keyout", str(key), "-out", str(cert))
    key.chmod(0o644)  # a test's own: whoever the server turns into must read it
    return cert, key


@dataclass(frozen=True)
class Dovecot:
    """An IMAP server with one mailbox; its mails are files of a Maildir."""

    port: int
    authority: Path
    maildir: Path

    @property
    def url(self) -> str:
        return f"imaps://{USER}:{PASSWORD.replace(' ', '%20')}@localhost:{self.port}/INBOX"

    def put(self, name: str, mail: bytes) -> None:
        """As a mail server drops it: written beside, then moved; under a name that was never there."""
        name = f"{next(_NUMBERS):06}.{name}"
        for folder in ("new", "cur", "tmp"):
            made = self.maildir / folder
            made.mkdir(parents=True, exist_ok=True)
            _own(self.maildir, made)
        beside = self.maildir / "tmp" / name
        beside.write_bytes(mail)
        _own(beside)
        beside.rename(self.maildir / "new" / name)

    def empty(self) -> None:
        for mail in (*self.maildir.glob("new/*"), *self.maildir.glob("cur/*")):
            mail.unlink()

    def seen(self) -> list[str]:
        """Names of the mails that are marked as seen."""
        found = (each.name.partition(".")[2].partition(":2,") for each in (self.maildir / "cur").glob("*"))
        return sorted(name for name, _, flags in found if "S" in flags)

    def flagged(self) -> list[str]:
        found = (each.name.partition(".")[2].partition(":2,") for each in (self.maildir / "cur").glob("*"))
        return sorted(name for name, _, flags in found if "F" in flags)


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Raises NoMailServer."""
    program = _program("dovecot", "dovecot-imapd")
    with a_folder() as folder:
        cert, key = certificate(folder)
        port, user = free_port(), _user()
        home = folder / "mail" / USER
        (folder / "passwords").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
        (folder / "dovecot.conf").write_text(
            _DOVECOT.format(folder=folder, port=port, cert=cert, key=key, user=user.pw_name, uid=user.pw_uid,
                            gid=user.pw_gid, group=_group(user.pw_gid))
        )  # fmt: skip
        home.mkdir(parents=True)
        _own(folder, *folder.rglob("*"))
        with _running(folder, [program, "-F", "-c", str(folder / "dovecot.conf")], port, as_user=True):
            yield Dovecot(port, cert, home / "Maildir")


@dataclass(frozen=True)
class Piped:
    """One mail that Postfix has handed to the command of its pipe, which waits for what to exit with."""

    folder: Path

    @property
    def mail(self) -> bytes:
        return (self.folder / "mail").read_bytes()

    @property
    def recipient(self) -> str:
        return (self.folder / "recipient").read_text()

    @property
    def sender(self) -> str:
        return (self.folder / "sender").read_text()

    def exit(self, status: int) -> None:
        beside = self.folder / "beside"
        beside.write_text(str(status))
        beside.chmod(0o644)
        beside.rename(self.folder / "status")


@dataclass(frozen=True)
class Postfix:
    """An SMTP server with STARTTLS. Mails to …@office.example lie in a Maildir; those to …@town.example go to a pipe;
    those to …@gone.example are taken and come back."""

    port: int
    authority: Path
    folder: Path

    @property
    def url(self) -> str:
        return f"smtp+starttls://localhost:{self.port}"

    def mails(self) -> list[bytes]:
        return [each.read_bytes() for each in sorted((self.folder / "mail/office/new").glob("*"))]

    def wait_for(self, count: int, seconds: float = 20) -> list[bytes]:
        """Raises TimeoutError with what Postfix says."""
        until = time.monotonic() + seconds
        while len(found := self.mails()) < count:
            if time.monotonic() > until:
                raise TimeoutError((self.folder / "log").read_text()[-2_000:])
            time.sleep(0.05)
        return found

    def piped(self, seconds: float = 20) -> Piped:
        """The next mail for the pipe. Raises TimeoutError with what Postfix says."""
        until = time.monotonic() + seconds
        while True:
            for ready in sorted((self.folder / "pipe").glob("*/ready")):
                ready.unlink()
                return Piped(ready.parent)
            if time.monotonic() > until:
                raise TimeoutError((self.folder / "log").read_text()[-2_000:])
            time.sleep(0.05)

    def try_again(self) -> None:
        """What it keeps because of a status 75 is tried now."""
        _run(_program("postqueue", "postfix"), "-c", str(self.folder / "etc"), "-f")

    def submit(self, sender: str, recipient: str, mail: bytes) -> None:
        """As somebody's mail program does."""
        with smtplib.SMTP("localhost", self.port) as session:
            session.starttls(context=ssl.create_default_context(cafile=str(self.authority)))
            session.sendmail(sender, [recipient], mail)


@contextmanager
def postfix() -> Iterator[Postfix]:
    """Raises NoMailServer."""
    program = _program("postfix")
    if os.geteuid() != 0:
        raise NoMailServer("Postfix starts as root alone")
    with a_folder() as folder:
        cert, key = certificate(folder)
        port, etc = free_port(), folder / "etc"
        for each in ("etc", "queue", "data", "mail", "pipe"):
            (folder / each).mkdir()
        user = pwd.getpwnam("nobody")
        (etc / "main.cf").write_text(_MAIN.format(folder=folder, cert=cert, key=key, uid=user.pw_uid, gid=user.pw_gid))
        (etc / "master.cf").write_text(_MASTER.format(port=port, folder=folder))
        (etc / "mailboxes").write_text("@office.example office/\n")
        (etc / "transports").write_text("town.example reportbot:\ngone.example gone:\n")
        (folder / "take").write_text(_TAKE.format(folder=folder))
        (folder / "take").chmod(0o755)
        (folder / "gone").write_text("exit 67\n")
        shutil.chown(folder / "data", "postfix")
        for each in ("mail", "pipe"):
            shutil.chown(folder / each, "nobody", user.pw_gid)
        started = [program, "-c", str(etc), "start-fg"]
        with _running(folder, started, port):
            try:
                yield Postfix(port, cert, folder)
            finally:
                _run(program, "-c", str(etc), "stop")


@contextmanager
def smtp_sink(*options: str, port: int = 0) -> Iterator[int]:
    """A server that takes everything and keeps nothing, with faults as smtp-sink(1) lists them; gives its port."""
    program, port = _program("smtp-sink", "postfix"), port or free_port()
    if os.geteuid() == 0:
        options = ("-u", "nobody", *options)
    with a_folder() as folder, _running(folder, [program, *options, f"127.0.0.1:{port}", "100"], port):
        yield port


@contextmanager
def _running(folder: Path, command: list[str], port: int, *, as_user: bool = False) -> Iterator[None]:
    """Until the block ends; it has answered at its port before the block begins. Raises NoMailServer."""
    who: dict[str, object] = {}
    if as_user and os.geteuid() == 0:
        who = {"user": _user().pw_uid, "group": _user().pw_gid, "extra_groups": []}
    with (folder / "out").open("wb") as out:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/", **who)  # type: ignore[call-overload]
        try:
            for _ in range(200):
                if server.poll() is not None:
                    break
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            else:
                raise NoMailServer(f"{Path(command[0]).name} did not start: {(folder / 'out').read_text()[-500:]}")
            if server.poll() is not None:
                raise NoMailServer(f"{Path(command[0]).name} ended: {(folder / 'out').read_text()[-500:]}")
            yield
        finally:
            server.terminate()
            server.wait(20)


def _program(name: str, package: str = "") -> str:
    found = shutil.which(name) or shutil.which(name, path=SBIN)
    if not found:
        raise NoMailServer(f"{name} is not installed (Debian: {package or name})")
    return found


@cache
def _user() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _group(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name


def _own(*paths: Path) -> None:
    if os.geteuid() == 0:
        for path in paths:
            shutil.chown(path, _user().pw_uid, _user().pw_gid)


def _run(*command: str) -> None:
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


_DOVECOT = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
auth_failure_delay = 0
ssl = required
ssl_cert = <{cert}
ssl_key = <{key}
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = {folder}/passwords
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = /tmp, /var
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mx.office.example
mydestination =
local_recipient_maps =
local_transport = error:there is no local mail
virtual_mailbox_domains = office.example
virtual_mailbox_maps = texthash:{folder}/etc/mailboxes
virtual_mailbox_base = {folder}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
relay_domains = town.example, gone.example
minimal_backoff_time = 1s
queue_run_delay = 3600s
transport_maps = texthash:{folder}/etc/transports
reportbot_destination_recipient_limit = 1
recipient_delimiter = +
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {key}, {cert}
smtpd_recipient_restrictions =
  check_recipient_access inline:{{refused@office.example=REJECT}}, permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
mynetworks = 127.0.0.0/8
"""

_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
reportbot unix - n n - - pipe
  flags=DORhu user=nobody argv={folder}/take ${{recipient}} ${{sender}}
gone unix - n n - - pipe
  user=nobody argv=/bin/sh {folder}/gone
"""

# What Postfix hands to a command lies in a folder until the test has said what it exits with.
_TAKE = """\
#!/bin/sh
here=$(mktemp -d {folder}/pipe/XXXXXX) && chmod 777 "$here" && cat > "$here/mail" || exit 75
printf %s "$1" > "$here/recipient"
printf %s "$2" > "$here/sender"
touch "$here/ready"
while [ ! -f "$here/status" ]; do sleep 0.05; done
exit "$(cat "$here/status")"
"""
