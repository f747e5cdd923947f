"""An office is understood by its name in any language, by abbreviation, and inflected; politics is not the police."""

from datetime import date

import pytest

from reportbot.core.messages import Text
from reportbot.service.office_names import offices_named
from tests import shipped
from tests.builders import catalogues

TOWNS = shipped.towns(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("town", "text", "keys"),
    [
        ("drenas", "qps", "qps"),
        ("drenas", "QPS-ja nuk më pranoi", "qps"),
        ("drenas", "Qendra për Punë Sociale nuk bën asgjë", "qps"),
        ("drenas", "qendren per pune sociale", "qps"),
        ("drenas", "Centar za socijalni rad me nije primio", "qps"),
        ("drenas", "u Centru za socijalni rad", "qps"),
        ("drenas", "Центар за социјални рад", "qps"),
        ("drenas", "CSR ne radi", "qps"),
        ("drenas", "the Centre for Social Work", "qps"),
        ("drenas", "Policia nuk erdhi", "police"),
        ("drenas", "e thirra policinë dhe QPS nuk u përgjigj", "qps police"),
        ("drenas", "policija nije došla", "police"),
        ("drenas", "DKA", "dka"),
        ("drenas", "Drejtoria e Arsimit", "dka"),
        ("drenas", "Drejtoria Komunale e Arsimit", "dka"),
        ("drenas", "public_services", "public_services"),
        ("drenas", "Kancelarija predsednika opštine", "mayor"),
        ("drenas", "Avokati i Popullit", "ombudsperson"),
        ("kamez", "PMF nuk vjen kurrë", "pmf_kamez pmf_bathore"),
        ("kamez", "Policia e Komisariatit", "commissariat_5"),
        ("drenas", "politika është e keqe", ""),
        ("drenas", "qendra e qytetit është e ndotur", ""),
        ("drenas", "në shkollë nuk ka ngrohje, puna nuk kryhet", ""),
        ("drenas", "koordinatori i zyres se raportimeve më ofendoi", "coordinator"),
        ("vushtrri", "e thirra Zyrën e raportimeve", "coordinator"),
        ("kamez", "Zyrës së raportimeve i kam shkruar dy herë", "coordinator"),
        ("drenas", "zyra nuk u përgjigj, kam bërë dy raportime", ""),
        ("drenas", "", ""),
        ("drenas", "!!! 🙂 \u200b", ""),
        ("drenas", "x" * 100_000, ""),
    ],
)
def test_the_offices_that_somebody_names_are_found(town: str, text: str, keys: str) -> None:
    found = offices_named(text, TOWNS[town].institutions.values(), catalogues().known_as)
    assert set(found) == set(keys.split())


@pytest.mark.parametrize("language", ["en", "sq", "sr"])
@pytest.mark.parametrize("town", TOWNS)
def test_every_office_is_known_by_its_name_in_every_language(town: str, language: str) -> None:
    for office in TOWNS[town].institutions.values():
        name = catalogues().say(Text(office.name), language)
        assert office.key in offices_named(f"… {name}!", TOWNS[town].institutions.values(), catalogues().known_as)
