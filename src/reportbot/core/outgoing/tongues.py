"""The words with which people are asked who they are, in four tongues: heard by `identity`."""

from collections.abc import Mapping
from dataclasses import dataclass

WHO, ADDRESS, CONTACT, SCHOOL, ID_NUMBER = KINDS = ("who", "address", "contact", "school", "id_number")

_END = r"(?= [,.?]|$)"


@dataclass(frozen=True, slots=True)
class Tongue:
    """`direct` asks by itself; `nouns` only in a question, or beside one of `requests`. `opposite`: it is not asked."""

    direct: Mapping[str, str]
    nouns: Mapping[str, str]
    requests: str
    opposite: str


_ALBANIAN = Tongue(
    {
        WHO: r"si (?:(?:te|ju|t|u) )?(?:quhesh|quheni|quajne|quajn|thone|thojne|thojn|thrrasin)|si e (?:ke|ki"
        r"|keni) emrin"
        r"|kush (?:je|jeni)(?: ti| ju)?|kush (?:e )?(?:ka )?(?:raport\w+|lajmeru\w+|denonc\w+)",
        ADDRESS: r"ku (?:(?:ti|ju|saktesisht) )?(?:jeton|jetoni|banon|banoni|rri|rrini)|ku e (?:ke|ki"
        r"|keni) (?:shtepine|shpine|banesen)"
        r"|ne cil\w{1,3} (?:rruge|lagje|fshat|banese|shtepi) (?:jeton|jetoni|banon|banoni|rri|rrini|je|jeni)",
        CONTACT: r"(?:t|te) (?:ju|te) (?:telefono\w+|thirrim|therrasim|therrisim)|ne cilin numer",
        SCHOOL: r"(?:shkoll\w{0,3}|klas\w{0,3}|paralel\w{0,3}) (?:po )?(?:je|jeni|shkon|shkoni|meson|mesoni|vijon"
        r"|vijoni|ndjek|ndiqni)"
        r"|klas\w{0,3} (?:jote|tende|juaj|tuaj)|kush eshte (?:mesuesi|mesuesja|kujdestari) (?:yt|jote|juaj)",
        ID_NUMBER: r"kur (?:je|jeni|ke|keni) (?:i |e )?lind\w*",
    },
    {
        WHO: r"(?:emer|emr(?:i|in|at))(?! (?:e|i|te|se|s) (?!plot|juaj|tuaj|tend|yt|vertet|sakt|(?:femij\w*|djalit"
        r"|vajzes) (?:tuaj|tend|suaj|sate|juaj|s)))"
        r"(?! (?:rruge|shkolle))|mbiem\w+",
        ADDRESS: r"adres\w{0,3} (?:(?:e|te|i|s) )?(?:juaj|tuaj|tende|tend|jote|sate|suaj|shtepi\w*|banes\w*"
        r"|banimi\w*)|vendbanim\w*",
        CONTACT: r"(?:numr?\w{0,3}|numer) (?:(?:e|te|i) )?(?:juaj|tuaj|tend|tan|yt|jot)(?! (?:te|i|e) (?:rastit"
        r"|raport\w*|ceshtjes))"
        r"|(?:numr\w{0,3}|numer) (?:(?:e|te|i) )?(?:telefon\w*|tel|celular\w*|mobil\w*|kontakt\w*)(?! (?:te|i|e"
        r"|s) (?!juaj|tuaj|tend))"
        r"|telefon\w{0,3} (?:juaj|tuaj|tend|yt)|(?:e ?mail\w*|email\w*)(?: (?:e|i))? (?:juaj|tuaj|tend|yt)|viber\w*"
        r"|whatsapp\w*|facebook\w*",
        SCHOOL: r"shkoll\w{0,3} (?:(?:dhe|edhe|e) )?klas\w{0,3}|klas\w{0,3} (?:dhe|edhe) (?:shkoll|emr|parale)\w*",
        ID_NUMBER: r"numr?\w{0,3} (?:(?:e|i|te) )?(?:personal\w*|identi\w*|id|nid|leternjoft\w*|pasaport\w*)"
        r"|nr personal|leternjoft\w*"
        r"|pasaport\w*|kart\w* (?:e )?identitet\w*|datelind\w*|dat\w{0,2} e lindjes",
    },
    r"trego\w*|jep|jepni|jipni|jepe|jepma|dergo\w*|shkrua\w*|shkruj\w*|thuaj\w*|thuj\w*|thoni|kallx\w*|kallz\w*"
    r"|lini|le ketu"
    r"|cil(?:i|a|in|en)|cfare|cka|qka|lutem\w*|duam te dime|na duhet|na duhen|na nevojit\w*|na mungo\w*|a (?:mund"
    r"|e ke|e keni|e ki|ke|keni)|plotes\w*|sheno\w*",
    r"nuk|mos|kurre|asnjehere|s (?:ka|ke|keni|do|duam|duhet|kemi|dime|eshte|na|ju|po|ki|e)|nuk ka|pa (?:emer|emr\w*"
    r"|adres\w*|numer\w*)"
    r"|pa (?:na |e |ju )?(?:treguar|thene|shkruar|dhene)|askush",
)

_SERBIAN = Tongue(
    {
        WHO: r"kako (?:(?:se|ti|vi) ){0,2}(?:zoves|zovete|prezivas|prezivate)|kako (?:ti|vam) je ime|koje (?:ti"
        r"|vam) je (?:ime|prezime)"
        rf"|(?<!tako )ko (?:si|ste)(?: ti| vi)?{_END}|(?<!tako )ko (?:si|ste) (?:ti|vi)"
        rf"|ko (?:je )?(?:to )?(?:prijavio|prijavila|podneo prijavu|podnio prijavu)",
        ADDRESS: r"gd(?:e|je) (?:(?:ti|vi|tacno|tocno) ){0,2}(?:zivis|zivite|stanujes|stanujete|boravis|boravite)"
        r"|u koj\w{1,3} (?:ulici|selu|kuci|zgradi|stanu|naselju) (?:zivis|zivite|stanujes|stanujete|si|ste)|gd(?:e"
        r"|je) (?:ti|vam) je kuca",
        CONTACT: r"da (?:te|vas) (?:\w+ )?(?:pozovemo|nazovemo|zovemo|kontaktiramo)|na koji broj"
        r"|mozemo (?:li )?(?:te|vas|da te|da vas) (?:\w+ )?(?:pozvati|nazvati|zvati|kontaktirati)",
        SCHOOL: r"koj\w{1,3} (?:si|ste) (?:razred\w*|odelj\w*|odjelj\w*|skol\w*)"
        r"|koj\w{1,3} (?:razred\w*|odelj\w*|odjelj\w*|skol\w*) (?:\w+ )?(?:si|ste|ides|idete|pohadjas|pohadjate)"
        r"|(?:ides|idete|pohadjas|pohadjate) (?:\w+ ){0,2}(?:skol\w*|razred\w*)"
        r"|(?:tvoj|tvoje|vas|vase|tvoja|vasa|tvoju|vasu) (?:razred\w*|odelj\w*|odjelj\w*|skol\w*)",
        ID_NUMBER: r"kad\w{0,2} (?:si|ste) rodj\w*",
    },
    {
        WHO: rf"ime(?:na|nom)?{_END}|(?:tvoje|vase|svoje|puno|pravo|licno) ime\w*|ime\w{{0,2}} i prezime\w*"
        rf"|prezim\w*|nadimak"
        r"|ime\w{0,2} (?:(?:tvog|vaseg|svog|tvoje|vase|svoje) )(?:\w+)",
        ADDRESS: r"(?:tvoj\w{0,2}|vas\w{0,2}|svoj\w{0,2}|kucn\w{1,3}) adres\w*|adres\w{1,2} (?:stanovanja|stana"
        r"|kuce|prebivalista|boravista|stanovanje)|prebivalist\w*",
        CONTACT: r"(?:tvoj|vas|svoj)(?:eg|em|og|om)? (?:broj\w{0,2}(?! (?:prijave|slucaja|predmeta))|telefon\w{0,2}"
        r"|mobiln\w*|mobitel\w*|mejl\w*|imejl\w*|email\w*|e mail|viber\w*|kontakt\w*)"
        rf"|broj\w{{0,2}} (?:telefona|mobilnog|mobitela|mobilnog telefona|tel)(?:{_END}|(?= (?:i|ili|na|da|za|molim"
        rf"|kako|ovde|ovdje|ako|vas|tvoj)(?: |$)))|kontakt (?:telefon|broj)",
        SCHOOL: r"skol\w{1,2} i (?:razred\w*|odelj\w*|odjelj\w*)|razred\w{0,2} i (?:skol\w*|odelj\w*|odjelj\w*|ime\w*)",
        ID_NUMBER: r"jmbg\w*|maticn\w{1,2} broj\w*|licn\w{1,2} (?:broj\w*|kart\w*)|broj\w{0,2} licne|pasos\w*"
        r"|datum\w{0,2} rodj\w*",
    },
    r"recite|reci|kazi\w*|kazete|napisi\w*|posalji\w*|ostavi\w*|navedi\w*|daj|dajte|dostavi\w*|unesi\w*|upisi\w*"
    r"|koj[aei] (?:je|su)|koje|koji"
    r"|kako|sta|sto|molim\w*|molimo|treba(?:ju)? nam|trebamo|potreb\w* (?:nam|su nam)|nam (?:je|su) potreb\w*"
    r"|nedostaje nam|zelimo|javi\w*|mozete li|mozes li|mozemo li|dopisi\w*",
    r"ne|nemoj\w*|nije|nisu|nikad\w*|bez|necemo|nemate|nemas|niko|ni",
)

_TURKISH = Tongue(
    {
        WHO: r"(?:adin|adiniz|ismin|isminiz|soyadin|soyadiniz)(?: (?:ve )?soyad\w*)? (?:ne|nedir|neydi)|(?:sen "
        r"|siz )?kimsin\w*|kim bildirdi",
        ADDRESS: r"(?:nerede|nerde|nereye|hangi \w+) (?:\w+ )?(?:oturuyorsun\w*|yasiyorsun\w*|kaliyorsun\w*"
        r"|oturursun\w*)|eviniz nerede|evin nerede",
        CONTACT: r"(?:sizi|seni) (?:\w+ ){0,2}(?:arayabil\w*|arayalim)",
        SCHOOL: r"\w*sinif\w*s(?:in|iniz)|(?:hangi|kacinci|kac) (?:\w+ )?(?:sinif\w*"
        r"|okul\w*) (?:\w+ )?(?:gidiyorsun\w*|okuyorsun\w*)|okul(?:un|unuz) (?:ne|nedir|hangi\w*)"
        r"|sinif(?:in|iniz) (?:ne|nedir|kac)",
        ID_NUMBER: r"(?:dogum tarihin\w*|ne zaman dogdun\w*)",
    },
    {
        WHO: r"adiniz\w*|isminiz\w*|(?:senin|kendi|sizin|tam|gercek) (?:ad|adin|adini|isim|ismin|ismini)"
        r"|(?<!in )(?<!un )(?:adin|adini|ismin|ismini)|soyad\w*|soyis\w*|ad soyad",
        ADDRESS: r"(?:senin|sizin|ev|acik) adres\w*|adresiniz\w*|(?<!in )(?<!un )adresin(?:i)?",
        CONTACT: r"telefon numaran\w*|telefonunu\w*|telefonun|(?<!bildirim )(?<!basvuru )(?:numaraniz\w*|numarani?)"
        r"|cep telefon\w*|(?:e posta"
        r"|eposta|mail) adresin\w*|e postan\w*|mailin\w*",
        SCHOOL: r"okul\w* ve sinif\w*|sinif\w* ve okul\w*|okulunu\w*|sinifini\w*",
        ID_NUMBER: r"kimlik (?:no|numara\w*|kart\w*|bilgi\w*)|tc (?:kimlik|no)\w*|t c kimlik|pasaport\w*"
        r"|dogum tarih\w*",
    },
    r"yaz\w*|soyle\w*|ver|verin|verir\w*|veriniz|gonder\w*|paylas\w*|birak\w*|belirt\w*|bildir\w*|lutfen|nedir"
    r"|gerek\w*|lazim|istiyoruz|ne",
    r"degil|gerekmez|gerekmiyor|gerek yok|olmadan|yok|asla|kimse|(?:yaz|soyle|ver|gonder|paylas|belirt|bildir|sor"
    r"|iste)m\w+",
)

_ENGLISH = Tongue(
    {
        WHO: r"(?:what|whats) (?:(?:is|s|are) )?your (?:\w+ )?(?:name|names|surname)|who are you|who (?:reported"
        r"|made the report|sent this)|what are you called"
        r"|what do (?:people|they) call you",
        ADDRESS: r"where (?:exactly )?(?:do |are )?you (?:live|living|stay|staying|reside)|(?:which|what) (?:street"
        r"|house|village) do you live",
        CONTACT: r"(?:can|could|may) we (?:call|phone|ring|text|reach) you|how can we reach you|(?:which"
        r"|what) number can we",
        SCHOOL: r"(?:which|what) (?:school|class|grade|year)(?: (?:and|or) (?:class|grade|school))? (?:do|are|is"
        r"|did) (?:you|your)|(?:which|what) (?:school and class|class and school)",
        ID_NUMBER: r"when were you born|(?:what is|what s) your date of birth",
    },
    {
        WHO: r"your (?:\w+ ){0,2}(?:name|names|surname|nickname)|full name|first name|last name|surname"
        r"|the reporter s name",
        ADDRESS: r"your (?:home |exact |full |street |postal )?address|home address",
        CONTACT: r"your (?:\w+ )?(?:phone|telephone|mobile|cell|email|e mail|contact|viber|whatsapp|facebook)\w*"
        r"|your number"
        r"|(?:phone|telephone|mobile|contact) (?:number|details)(?! (?:of|for) )",
        SCHOOL: r"your (?:school|class|grade|teacher)|school and class|class and school",
        ID_NUMBER: r"(?:id|identity|personal|passport|social security) (?:card|number|no)|passport|date of birth",
    },
    r"tell|give|send|write|leave|share|provide|type|enter|add|include|please|we need|we want|would like|let us know"
    r"|what|which|can we have|state",
    r"not|never|no|without|don t|doesn t|needn t|cannot|can t|nobody",
)

TONGUES = (_ALBANIAN, _SERBIAN, _TURKISH, _ENGLISH)
SMALL_WORDS = (
    "na|jep|jepni|tregoni|trego|thuaj|shkruaj|shkruani|dergo|dergoni|lutem|lutemi|ju|cili|cila|eshte|osht|yt|juaj|tuaj"
    "|tend|tende|jote|plote|i|e|te|dhe|nam|koje|koji|koja|je|vase|vas|vasa|vasu|tvoje|tvoj|tvoja|svoje|svoj|svoju|daj"
    "|dajte|napisi|napisite|kazi|recite|posalji|posaljite|molim|puno|senin|sizin|ne|nedir|ve|lutfen|yaz|yazin|soyle"
    "|what|is|s|the|tell|us|me|please|give|send|write|and"
)
"""What stands beside such a noun, all in one piece: in any tongue."""
