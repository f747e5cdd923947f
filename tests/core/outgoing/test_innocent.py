"""Sentences as offices answer people, none of which asks, links or tells who anybody is: they leave at once."""

import pytest

from reportbot.core.outgoing.checking import Leaving, check_leaving

TOWN = Leaving(("https://kk.town.example",), {"038584092", "0390123456", "192", "194", "038200300"})

ALBANIAN = """
Drejtoria e Shërbimeve Publike e ka marrë raportimin tuaj dhe puna fillon të hënën.
Pusetën e mbulojmë sot deri në orën 16:30.
Kapaku u vendos më 24.11.2026 dhe vendi është i sigurt.
Ekipi doli në teren në orën 10:00 dhe e rrethoi gropën me shirit.
Rruga mbetet e mbyllur nga ora 8:00-14:00.
Punimet zgjasin 5 ditë, nga 1.12.2026 deri më 5.12.2026.
Për urgjenca telefononi policinë në 192.
Qendra e Mjekësisë Familjare përgjigjet në 038 584 092.
Thirrni drejtorinë në 0390 123 456, çdo ditë pune.
Linja falas është 0800 11112 dhe punon ditë e natë.
Raporti juaj ka numrin 2026-0042.
Buxheti për vitin 2026-2027 parasheh 12 500 euro për ndriçim.
U shtruan 350 m2 asfalt në rrugën e shkollës.
Shtylla nr. 14 është ndërruar, dritat punojnë.
Qentë endacakë i merr kompania e licencuar gjatë javës.
Mbeturinat u larguan; kontejneri i dytë vendoset të martën.
Rasti iu kaloi Inspektoratit Komunal, se nuk është i joni.
Shkolla e ka ndarë përgjegjësin e ndërrimit për pushimin e gjatë.
Klasa 7a dhe klasa 7b mësojnë përkohësisht në katin e dytë.
Emrin tuaj nuk e dimë dhe nuk e kërkojmë.
Nuk keni nevojë të tregoni kush jeni.
Mos e shkruani emrin e askujt në përgjigje.
Si quhet rruga ku e patë gropën?
Afër cilës shkollë ndodhi?
A ka ende ujë në rrugë?
Sh.p.k. që e bën punën ka afat deri më 30.11.
V Ë M E N D J E: ura është e mbyllur për kamionë.
E M E R G J E N C A merret me këtë sot.
Shihni https://kk.town.example/njoftime për orarin e ri.
Faqja e komunës është kk.town.example.
Uji kthehet nesër rreth orës 18.
Tubi Ø 110 mm u ndërrua, mbetet asfaltimi.
Kemi kërkuar 3 oferta, afati është 15 ditë.
Nxënësit hyjnë nga dera e dytë deri të premten.
Vendimi nr. 02-124 i kuvendit hyn në fuqi në janar.
"""
SERBIAN = """
Direkcija za javne službe je primila vašu prijavu i izlazi sutra.
Šaht je pokriven 24.11.2026. u 11:30.
Ekipa je postavila traku oko rupe i znak na 50 m.
Ulica je zatvorena od 8:00 do 14:00.
Za hitne slučajeve pozovite policiju na 192.
Dom zdravlja se javlja na 038 584 092 svakog radnog dana.
Broj vaše prijave je 2026-0042.
Rasveta na stubu br. 14 je zamenjena.
Psi lutalice se zbrinjavaju do kraja nedelje.
Vaše ime ne znamo i ne pitamo.
Ne morate da kažete ko ste.
Kako se zove ulica u kojoj je rupa?
Kod koje škole se to desilo?
Slučaj je prešao opštinskoj inspekciji, jer nije naš.
Radovi koštaju 3.200 evra i traju 5 dana.
d.o.o. koje izvodi radove ima rok do 30.11.
P A Ž NJ A: most je zatvoren za kamione.
"""
CYRILLIC = """
Дирекција за јавне службе је примила вашу пријаву и излази сутра.
Шахт је покривен 24.11.2026. у 11:30.
За хитне случајеве позовите полицију на 192.
Дом здравља се јавља на 038 584 092.
Број ваше пријаве је 2026-0042.
Ваше име не знамо и не питамо.
Код које школе се то десило?
П А Ж Њ А: мост је затворен за камионе.
"""
TURKISH = """
Kamu Hizmetleri Müdürlüğü bildiriminizi aldı, yarın çalışmaya başlıyor.
Rögar kapağı 24.11.2026 tarihinde saat 11:30'da takıldı.
Acil durumda 192'yi arayın.
Sağlık merkezi 038 584 092 numarasında cevap verir.
Bildirim numaranız değişmedi: 2026-0042.
Adınızı yazmanız gerekmez.
Okulun önündeki lamba değiştirildi.
Hangi sokakta su birikiyor?
D İ K K A T: köprü kamyonlara kapalı.
"""
BOSNIAN = """
Direkcija javnih službi je primila vašu prijavu i izlazi sutra.
Šaht je pokriven u 11:30, mjesto je sigurno.
Gdje se tačno nalazi rupa?
Ne morate napisati ko ste, dovoljno je mjesto.
Ambulanta odgovara na 038 584 092 do 15 sati.
Djeca do petka ulaze na druga vrata škole.
"""
ENGLISH = """
The public services have your report and will be there tomorrow.
The manhole was covered on 24.11.2026 at 11:30.
In an emergency call the police on 192.
The health centre answers on 038 584 092 on working days.
Your report has the number 2026-0042.
You need not say who you are.
What is the name of the street with the hole?
A T T E N T I O N: the bridge is closed to lorries.
Class 7a is taught on the 2nd floor until the works end.
We have asked for 3 offers; the works cost 3,200 euro.
"""
ALL = [
    line for block in (ALBANIAN, SERBIAN, CYRILLIC, TURKISH, BOSNIAN, ENGLISH) for line in block.strip().splitlines()
]


def test_there_are_enough_of_them_to_say_anything() -> None:
    assert len(ALL) == len(set(ALL)) > 80


@pytest.mark.parametrize("said", ALL)
def test_an_everyday_answer_of_an_office_leaves_at_once(said: str) -> None:
    check_leaving(said, TOWN)


def test_all_of_them_together_leave_as_well() -> None:
    check_leaving("\n".join(ALL), TOWN)
