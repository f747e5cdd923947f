"""What we post to by ourselves: the open internet, encrypted, without a password in the address; or this machine."""

import pytest

from reportbot.core.webaddress import is_here, is_public, wrong_with


@pytest.mark.parametrize(
    "url",
    [
        "https://works.example/hook",
        "https://works.example:8443/hook?town=drenas",
        "https://8.8.8.8/hook",
        "https://[2606:4700:4700::1111]/",
        "http://localhost:8080/hook",
        "http://127.0.0.1/hook",
        "https://[::1]/hook",
    ],
)
def test_the_open_internet_and_this_very_machine_are_called(url: str) -> None:
    assert wrong_with(url) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://works.example/hook", "must begin with https://"),
        ("ftp://works.example/hook", "begins with https://"),
        ("works.example", "begins with https://"),
        ("", "begins with https://"),
        ("https://", "begins with https://"),
        ("https://user@works.example/", "a name or a password"),
        ("https://user:word@works.example/", "a name or a password"),
        ("https://:@works.example/", "a name or a password"),
        ("https://works.example/#part", "has a # in it"),
        ("https://works.example/#", "has a # in it"),
        ("https://works.example/a b", "plain letters"),
        ("https://works.example/\r\nHost: other", "plain letters"),
        ("https://works.example\\@10.0.0.1/", "plain letters"),
        ("https://шкупи.example/", "plain letters"),
        ("https://works.example/" + "a" * 300, "plain letters"),
        ("https://works.example:99999/", "no web address"),
        ("https://[::1/", "no web address"),
        ("https://10.0.0.1/", "private network"),
        ("https://192.168.1.4:8080/", "private network"),
        ("https://169.254.169.254/latest/meta-data", "private network"),
        ("https://100.64.0.1/", "private network"),
        ("https://0.0.0.0/", "private network"),
        ("https://[fd00::1]/", "private network"),
        ("https://[fe80::1]/", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
        ("https://2130706433/", "private network"),
        ("https://0x7f.1/", "private network"),
        ("https://127.1/", "private network"),
        ("https://database/", "private network"),
        ("https://printer.local/", "private network"),
        ("https://vault.internal/", "private network"),
        ("https://a.localhost/", "private network"),
        ("https://works..example/", "private network"),
    ],
)
def test_everything_else_is_refused_in_one_sentence(url: str, why: str) -> None:
    assert why in str(wrong_with(url))


@pytest.mark.parametrize(
    ("address", "public"),
    [("8.8.8.8", True), ("10.0.0.1", False), ("::ffff:127.0.0.1", False), ("224.0.0.1", False), ("a name", False)],
)
def test_where_a_connection_goes_is_looked_at_once_more(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_this_machine_is_known() -> None:
    assert is_here("http://localhost:1/") and not is_here("https://localhost.example/") and not is_here("http://[")
