"""People's names in the orders and customs of many countries."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.classify import classify_name
from onefold_dedupe.standardise.person import standardise_person

IVANOV = {"given": "Иван", "patronymic": "Иванович", "family": "Иванов", "gender": "male"}


@pytest.mark.parametrize(
    "raw",
    [
        "Иванов Иван Иванович",
        "Иван Иванович Иванов",
        "Иванов, Иван Иванович",
        "ИВАНОВ ИВАН ИВАНОВИЧ",
        "иванов иван иванович",
    ],
)
def test_any_order(raw: str) -> None:
    assert dict(standardise_person(raw).value) == IVANOV


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("Абрамович Роман Аркадьевич", {"given": "Роман", "patronymic": "Аркадьевич", "family": "Абрамович"}),
        ("van der Berg", {"family": "van der Berg"}),
        ("Van der Berg", {"family": "Van der Berg"}),
        ("VAN DER BERG", {"family": "Van der Berg"}),
        ("bin Rashid", {"family": "bin Rashid"}),
        ("O' Brien", {"family": "O' Brien"}),
        ("Van Morrison", {"given": "Van", "family": "Morrison"}),
        ("Leroy Van Dyke", {"given": "Leroy", "family": "Van Dyke"}),
        ("Sinead O Connor", {"given": "Sinead", "family": "O Connor"}),
        ("Мамедов Али оглы", {"patronymic": "Али оглы", "family": "Мамедов"}),
        ("Али оглы Мамедов", {"patronymic": "Али оглы", "family": "Мамедов"}),
        ("Мамедов, Али оглы", {"patronymic": "Али оглы", "family": "Мамедов"}),
        ("Мамедова Айгюн Эльдар кызы", {"given": "Айгюн", "patronymic": "Эльдар кызы", "family": "Мамедова"}),
        ("Aliyev Ilham Heydar oğlu", {"given": "Ilham", "patronymic": "Heydar oğlu", "family": "Aliyev"}),
        ("de heer J. de Vries", {"title": "de heer", "given": "J.", "family": "de Vries"}),
        ("Hans Müller jun.", {"given": "Hans", "family": "Müller", "suffix": "jun."}),
        ("John Smith DO NOT CALL", {"given": "John", "family": "Smith", "unparsed": "DO NOT CALL"}),
        ("Иванов Иван не звонить", {"given": "Иван", "family": "Иванов", "unparsed": "не звонить"}),
        ("van der Vaart Rafael", {"given": "Rafael", "family": "van der Vaart"}),
        ("Le Goff Yann", {"given": "Yann", "family": "Le Goff"}),
        ("Le Van Minh", {"given": "Minh", "middle": "Van", "family": "Le"}),
        ("Rodríguez Zapatero José Luis", {"given": "José", "middle": "Luis", "family": "Rodríguez Zapatero"}),
        ("Анна-Мария", {"given": "Анна-Мария"}),
        ("Абай Құнанбайұлы", {"given": "Абай", "patronymic": "Құнанбайұлы"}),
        ("Иванов Иван Иваныч", {"given": "Иван", "patronymic": "Иваныч", "family": "Иванов"}),
        ("Иван Костич", {"given": "Иван", "family": "Костич"}),
        ("Smith Family", {"title": "Family", "family": "Smith"}),
        ("The Smith Family", {"title": "Family", "family": "Smith"}),
        ("Müller-Lüdenscheidt", {"family": "Müller-Lüdenscheidt"}),
        ("Wm. Hartley", {"given": "Wm.", "family": "Hartley"}),
        ("Fco. Javier Moreno", {"given": "Fco.", "middle": "Javier", "family": "Moreno"}),
        ("Santiago Ramón y Cajal", {"given": "Santiago", "family": "Ramón y Cajal"}),
        ("Prince", {"given": "Prince"}),
        ("z.Hd. Frau Weber", {"title": "z.Hd. Frau", "family": "Weber"}),
        ("Роман Аркадьевич Абрамович", {"given": "Роман", "patronymic": "Аркадьевич", "family": "Абрамович"}),
        ("Виктор Янукович", {"given": "Виктор", "family": "Янукович"}),
        ("Андрей Николаевич", {"given": "Андрей", "patronymic": "Николаевич"}),
        ("Алиев Вагиф Гусейн оглы", {"given": "Вагиф", "patronymic": "Гусейн оглы", "family": "Алиев"}),
        ("Шевченко Олена Миколаївна", {"given": "Олена", "patronymic": "Миколаївна", "family": "Шевченко"}),
        ("Ivan Petrovich Sidorov", {"given": "Ivan", "patronymic": "Petrovich", "family": "Sidorov"}),
        ("Қайратов Нұрлан Асқарұлы", {"given": "Нұрлан", "patronymic": "Асқарұлы", "family": "Қайратов"}),
        ("Петров Саша", {"given": "Саша", "family": "Петров"}),
        ("ИвановИ.И.", {"given": "И.", "patronymic": "И.", "family": "Иванов"}),
        ("И.И.Иванов", {"given": "И.", "patronymic": "И.", "family": "Иванов"}),
        ("г-н Коваль", {"title": "г-н", "family": "Коваль"}),
        ("Smith, John", {"given": "John", "family": "Smith"}),
        (
            "Dr. John Q. Smith Jr.",
            {"title": "Dr.", "given": "John", "middle": "Q.", "family": "Smith", "suffix": "Jr."},
        ),
        ("SMITH John", {"given": "John", "family": "Smith"}),
        ("LAURA Turner", {"given": "Laura", "family": "Turner"}),
        ("Радич П. Маркович", {"given": "П.", "patronymic": "Маркович", "family": "Радич"}),
        ("П. Фомич Давидович", {"given": "П.", "patronymic": "Фомич", "family": "Давидович"}),
        ("Dr. K. Orlova", {"title": "Dr.", "given": "K.", "family": "Orlova"}),
        ("J. C. Orlova", {"given": "J.", "middle": "C.", "family": "Orlova"}),
        ("K. V. Orlova", {"given": "K.", "patronymic": "V.", "family": "Orlova"}),
        (
            "Mr Stepan Ilyich Orlov Jr.",
            {"title": "Mr", "given": "Stepan", "patronymic": "Ilyich", "family": "Orlov", "suffix": "Jr."},
        ),
        ("and Ruth Baker", {"given": "Ruth", "family": "Baker", "unparsed": "and"}),
        ("Ольга и", {"given": "Ольга", "unparsed": "и"}),
        ("Vincent van Gogh", {"given": "Vincent", "family": "van Gogh"}),
        ("Herr Dr. Ludwig von Beethoven", {"title": "Herr Dr.", "given": "Ludwig", "family": "von Beethoven"}),
        ("José García López", {"given": "José", "family": "García López"}),
        ("João Carlos da Silva Santos", {"given": "João", "middle": "Carlos", "family": "da Silva Santos"}),
        ("王小明", {"given": "小明", "family": "王"}),
        ("欧阳娜娜", {"given": "娜娜", "family": "欧阳"}),
        ("高橋弘樹", {"given": "弘樹", "family": "高橋"}),
        ("田中さん", {"family": "田中", "suffix": "さん"}),
        ("李老師", {"family": "李", "suffix": "老師"}),
        ("Smith John Q", {"given": "John", "middle": "Q", "family": "Smith"}),
        ("Анна К.", {"given": "Анна", "family": "К."}),
        ("Ким Дмитрий", {"given": "Дмитрий", "family": "Ким"}),
        ("SCHWARTZ", {"family": "Schwartz"}),
        ("Madonna", {"given": "Madonna"}),
        ("BRIGITTE", {"given": "Brigitte"}),
        ("Miller Susan", {"given": "Susan", "family": "Miller"}),
        ("Lindqvist Anna Karin", {"given": "Anna", "middle": "Karin", "family": "Lindqvist"}),
        ("Taylor Grant", {"given": "Taylor", "family": "Grant"}),
        ("Tóth Katalin", {"given": "Katalin", "family": "Tóth"}),
        ("Choi Hye-rin", {"given": "Hye-rin", "family": "Choi"}),
        ("Phạm Thị Lan", {"given": "Lan", "middle": "Thị", "family": "Phạm"}),
        ("Ines Moreno Gil", {"given": "Ines", "family": "Moreno Gil"}),
        ("Marta del Pilar Soto Vega", {"given": "Marta", "middle": "del Pilar", "family": "Soto Vega"}),
        ("Albrecht Graf Wolkenstein", {"given": "Albrecht", "family": "Graf Wolkenstein"}),
        ("최민호", {"given": "민호", "family": "최"}),
        ("박서연 과장", {"given": "서연", "family": "박", "suffix": "과장"}),
        ("Борисов АА", {"given": "А", "patronymic": "А", "family": "Борисов"}),
        ("Popov A.A.", {"given": "A.", "patronymic": "A.", "family": "Popov"}),
        ("Сатыбалды Ерлан Маратулы", {"given": "Ерлан", "patronymic": "Маратулы", "family": "Сатыбалды"}),
        ("Quliyev Samir Rauf oğlu", {"given": "Samir", "patronymic": "Rauf oğlu", "family": "Quliyev"}),
        ("канд. пед. наук Гусева Инна", {"title": "канд. пед. наук", "given": "Инна", "family": "Гусева"}),
        (
            "Гусева Инна Львовна, д.м.н.",
            {"given": "Инна", "patronymic": "Львовна", "family": "Гусева", "suffix": "д.м.н."},
        ),
        ("Pan Marek Sowa", {"title": "Pan", "given": "Marek", "family": "Sowa"}),
        ("Pan Wei", {"given": "Pan", "family": "Wei"}),
        ("mgr inż. Ewa Sowa", {"title": "mgr inż.", "given": "Ewa", "family": "Sowa"}),
        ("Frau Dr. h.c. Ute Lang", {"title": "Frau Dr. h.c.", "given": "Ute", "family": "Lang"}),
        ("Herr Thomas", {"title": "Herr", "family": "Thomas"}),
        ("Familie Krause", {"title": "Familie", "family": "Krause"}),
        ("Семья Орловых", {"title": "Семья", "family": "Орловых"}),
        ("Bakker, van den, Truus", {"given": "Truus", "family": "van den Bakker"}),
        ("Rui Matos da Costa Neto", {"given": "Rui", "family": "Matos da Costa", "suffix": "Neto"}),
        ("Anna Lenz, geb. Vogt", {"given": "Anna", "family": "Lenz", "maiden": "Vogt"}),
        ("Белкина (урожд. Чижова) Ольга", {"given": "Ольга", "family": "Белкина", "maiden": "Чижова"}),
        ("D&#39;Arcy Brian", {"given": "Brian", "family": "D'Arcy"}),
        ("Орлов Пётр (водитель)", {"given": "Пётр", "family": "Орлов", "unparsed": "(водитель)"}),
        ("Орлов Пётр тел. 8 916 123-45-67", {"given": "Пётр", "family": "Орлов", "unparsed": "тел. 8 916 123-45-67"}),
        ("Зуев Марк Фокич", {"given": "Марк", "patronymic": "Фокич", "family": "Зуев"}),
        ("Оля маникюр", {"given": "Оля", "unparsed": "маникюр"}),
        ("Зуев Марк 12.05.1980", {"given": "Марк", "family": "Зуев", "unparsed": "12.05.1980"}),
        ("Jane Reed c/o Tom Baker", {"given": "Jane", "family": "Reed", "unparsed": "c/o Tom Baker"}),
        ("Szanowna Pani Ewa Sowa", {"title": "Szanowna Pani", "given": "Ewa", "family": "Sowa"}),
        ("Mevrouw de Wit", {"title": "Mevrouw", "family": "de Wit"}),
        ("Suzuki Akira", {"given": "Akira", "family": "Suzuki"}),
        ("Carlos Alves Filho", {"given": "Carlos", "family": "Alves", "suffix": "Filho"}),
        ("Зуев Марк, водитель", {"given": "Марк", "family": "Зуев", "unparsed": "водитель"}),
        ("водитель Марк Зуев", {"title": "водитель", "given": "Марк", "family": "Зуев"}),
        ("Зуев М . Ф .", {"given": "М.", "patronymic": "Ф.", "family": "Зуев"}),
        ("Frau Ute Lang, Dipl.-Ing.", {"title": "Frau", "given": "Ute", "family": "Lang", "suffix": "Dipl.-Ing."}),
        ("Bakker T. van den", {"given": "T.", "family": "van den Bakker"}),
        ("Aliyev Jasur Botir o‘g‘li", {"given": "Jasur", "patronymic": "Botir o‘g‘li", "family": "Aliyev"}),
        ("Pablo Soler y Picó", {"given": "Pablo", "family": "Soler y Picó"}),
        ("Иванова", {"family": "Иванова"}),
        ("A. Jansen-de Boer", {"given": "A.", "family": "Jansen-de Boer"}),
        ("Pepe Mª Soler", {"given": "Pepe", "middle": "Mª", "family": "Soler"}),
        ("John Reed (deceased)", {"given": "John", "family": "Reed", "unparsed": "(deceased)"}),
        ("Зуев Марк (умер)", {"given": "Марк", "family": "Зуев", "unparsed": "(умер)"}),
        ("Jane Reed †", {"given": "Jane", "family": "Reed", "unparsed": "†"}),
        ("Jan Sowa, zm.", {"given": "Jan", "family": "Sowa", "unparsed": "zm."}),
        ("Tom Reed (moved to Spain)", {"given": "Tom", "family": "Reed", "unparsed": "(moved to Spain)"}),
        ("<b>Tom</b><br/>Reed", {"given": "Tom", "family": "Reed"}),
        ("физ. лицо Зуев Марк", {"title": "физ. лицо", "given": "Марк", "family": "Зуев"}),
        ("An tUasal Seán Reilly", {"title": "An tUasal", "given": "Seán", "family": "Reilly"}),
        ("BAKER/SUSAN MRS", {"title": "Mrs", "given": "Susan", "family": "Baker"}),
        ("KRAUSE/UTE ANNA MS", {"title": "Ms", "given": "Ute", "middle": "Anna", "family": "Krause"}),
        ("BAKER/SUSAN", {"given": "Susan", "family": "Baker"}),
        ("susan.baker", {"given": "Susan", "family": "Baker"}),
        ("María José", {"given": "María José"}),
        ("De Rosa Pietro", {"given": "Pietro", "family": "De Rosa"}),
        ("De Luca Luca", {"given": "Luca", "family": "De Luca"}),
        ("Bakker e/v van Dam", {"family": "Bakker", "unparsed": "e/v van Dam"}),
        ("T. Bakker e/v van Dam", {"given": "T.", "family": "Bakker", "unparsed": "e/v van Dam"}),
    ],
)
def test_parts(raw: str, parts: dict[str, str]) -> None:
    value = dict(standardise_person(raw).value)
    value.pop("gender", None)
    assert value == parts


@pytest.mark.parametrize(
    ("raw", "given"),
    [
        ("shop.example.com", "Shop.Example.Com"),
        ("Baker/Miller", "Baker/Miller"),
        ("Elton John", "Elton"),
        ("Carlos Antonio Soler", "Carlos"),
    ],
)
def test_what_is_no_login_no_booking_and_no_pair_of_given_names(raw: str, given: str) -> None:
    assert standardise_person(raw).value["given"] == given


def test_two_fathers_are_no_error() -> None:
    assert standardise_person("Али оглы Вагиф оглы").status == "ok"


def test_country_decides_double_surnames() -> None:
    assert standardise_person("Ana Belén Quiroga Lema", country="ES").value["family"].endswith("Quiroga Lema")
    assert standardise_person("Nagy Zoltan", country="HU").value["family"] == "Nagy"


@pytest.mark.parametrize(
    ("raw", "first", "second"),
    [
        ("John and Mary Smith", ("John", "Smith"), ("Mary", "Smith")),
        ("Tom Baker & Ann Reed", ("Tom", "Baker"), ("Ann", "Reed")),
        ("Tom Baker or Ann Reed", ("Tom", "Baker"), ("Ann", "Reed")),
        ("Mr Tom Baker and Mrs Ann Reed", ("Tom", "Baker"), ("Ann", "Reed")),
        ("Егор и Дарья Мироновы", ("Егор", "Мироновы"), ("Дарья", "Мироновы")),
        ("Олег та Ірина Бойки", ("Олег", "Бойки"), ("Ірина", "Бойки")),
        ("Mr & Mrs J. Baker", ("J.", "Baker"), (None, "Baker")),
        ("Herr und Frau Krause", (None, "Krause"), (None, "Krause")),
        ("Luis y Marta Soler", ("Luis", "Soler"), ("Marta", "Soler")),
        ("Марк Зуев/Инна Зуева", ("Марк", "Зуев"), ("Инна", "Зуева")),
        ("Lang Paul u. Ute", ("Paul", "Lang"), ("Ute", "Lang")),
        ("Conti Marco e Rita", ("Marco", "Conti"), ("Rita", "Conti")),
        ("Baker Susan, Miller Paul", ("Susan", "Baker"), ("Paul", "Miller")),
        ("Krause, Paul und Ute", ("Paul", "Krause"), ("Ute", "Krause")),
    ],
)
def test_couple(raw: str, first: tuple[str | None, str], second: tuple[str | None, str]) -> None:
    result = standardise_person(raw)
    (other,) = result.value["others"]
    assert (result.value.get("given"), result.value["family"]) == first
    assert (other.get("given"), other["family"]) == second
    assert "couple" in result.issues


@pytest.mark.parametrize("raw", ["ООО Ромашка", "Acme Trading Ltd", "Отдел продаж", "&nbsp;", "s@x.ru"])
def test_what_is_no_person(raw: str) -> None:
    assert standardise_person(raw).status in ("refused", "empty")


@pytest.mark.parametrize(
    ("raw", "gender"),
    [
        ("Кунашев Аслан", "male"),
        ("Дзагоева Мадина", "female"),
        ("Байсарова Айгүл", "female"),
        ("Петренко Микита", "male"),
        ("Дубровик", None),
        ("Frau Müller", "female"),
        ("Hr. Weber", "male"),
        ("Ашхен Саркисова", "female"),
        ("Дилярам Юсупова", "female"),
        ("Ашхен Саркисов", "male"),
        ("Карен Демирчян", "male"),
        ("Марьям Бек", "female"),
        ("Юрка Бек", None),
        ("M. et Mme Durand", None),
        ("Kim Novak", None),
        ("Лев Дурново", "male"),
        ("Орлова", "female"),
        ("Дурново Саша", None),
    ],
)
def test_gender(raw: str, gender: str | None) -> None:
    assert standardise_person(raw).value.get("gender") == gender


@pytest.mark.parametrize(("given", "family"), [("Иванов", "Иван"), ("Ivanova", "Anna"), ("Kovalenko", "Oleksandr")])
def test_swapped_fields(given: str, family: str) -> None:
    result = standardise_person(given=given, family=family)
    assert (result.value["given"], result.value["family"]) == (family, given)
    assert "swapped_names" in result.issues


@pytest.mark.parametrize(
    ("given", "family"), [("Jordan", "Thomas"), ("Иван", "Иванов"), ("Роман", "Абрам"), ("Kim", "James")]
)
def test_fields_that_may_be_right_stay(given: str, family: str) -> None:
    assert standardise_person(given=given, family=family).value["given"] == given


def test_fields_are_checked_against_each_other() -> None:
    assert dict(standardise_person(given="Иван Иванович", family="Иванов").value) == IVANOV
    assert dict(standardise_person(family="Иванов Иван Иванович").value) == IVANOV
    assert dict(standardise_person(given="Иван", middle="Иванович", family="Иванов").value) == IVANOV
    assert standardise_person(given="John", middle="Q", family="Smith").value["middle"] == "Q"


def test_key_is_the_same_in_every_script_and_order() -> None:
    spellings = ["Иванов Александр", "Саша Иванов", "Alexander Ivanov", "IVANOV, Aleksandr", "Олександр Іванов"]
    assert {standardise_person(name).key for name in spellings} == {"ivanov aleksandr"}


def test_capitals_against_usage_leave_the_order_open() -> None:
    assert "order_unsure" in standardise_person("DAVID Martin").issues
    assert "order_unsure" not in standardise_person("David MARTIN").issues


def test_that_a_person_has_died_is_an_issue() -> None:
    assert "deceased" in standardise_person("Hans Müller (verstorben)").issues
    assert "deceased" in standardise_person(given="Hans", family="Müller (verst.)").issues
    assert standardise_person("Müller Hans gest.").issues == ()


@pytest.mark.parametrize(
    "raw",
    [None, "", "n/a", "тест", "-", "Unknown Unknown", "Клиент", "Частное лицо", "Розничный покупатель", "Customer"],
)
def test_nothing(raw: str | None) -> None:
    assert standardise_person(raw).status == "empty"


@pytest.mark.parametrize("raw", ["12345", "a@b.ru", "слово " * 30, "Reed & Co.", "Kruse und Söhne"])
def test_refused(raw: str) -> None:
    assert standardise_person(raw).status == "refused"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ООО Ромашка", "organization"),
        ("Siemens AG", "organization"),
        ("Торговый дом Восток", "organization"),
        ("ИП Иванов И. И.", "person"),
        ("Иванов Иван Иванович", "person"),
        ("John Smith", "person"),
        ("Acme", None),
        ("", None),
    ],
)
def test_classify(name: str, kind: str | None) -> None:
    assert classify_name(name) == kind


@pytest.mark.parametrize(
    "spellings",
    [
        ["Соколов Иван", "Sokolov Ivan", "Sokolow Iwan", "Sokoloff Ivan"],
        ["Олексій Бондар", "Алексей Бондарь", "Alexey Bondar", "Oleksii Bondar"],
        ["Саша Громов", "Александр Громов", "Gromov Alexander"],
        ["Bob Hill", "Robert Hill"],
        ["Грачёв Никита", "Грачев Никита", "Grachev Nikita", "Gratschow Nikita", "Graczow Nikita"],
        ["Савчук Володимир", "Савчук Владимир", "Savchuk Volodymyr", "Sawtschuk Wolodymyr"],
        ["Гнатюк Ганна", "Гнатюк Анна", "Hnatiuk Hanna"],
        ["Василенка Аляксандр", "Василенко Александр", "Vasilenka Aliaksandr"],
        ["Салимов Рашид", "Salimov Rashid", "Səlimov Rəşid"],
        ["Қайырбеков Ерлан", "Кайырбеков Ерлан"],
        ["Валиев Тимур", "Valiyev Timur", "Valiev Timur"],
        ["Köhler Jürgen", "Koehler Juergen", "Kohler Jurgen"],
        ["Łukasz Wójcik", "Lukasz Wojcik"],
        ["Tomek Zając", "Tomasz Zajac"],
        ["Perico Luna", "Pedro Luna"],
        ["Sean O'Neill", "Sean ONeill", "Sean O’Neill"],
        ["Ганс Вебер", "Hans Weber", "Ханс Вебер"],
        ["Йоганн Вебер", "Johann Weber", "Иоганн Вебер"],
        ["Хуан Руис", "Juan Ruis"],
        ["Жан Морель", "Jean Morel"],
        ["Гельмут Краус", "Helmut Kraus", "Хельмут Краус"],
        ["Хавьер Морено", "Javier Moreno"],
        ["Генрих Краус", "Heinrich Kraus"],
        ["Jan van der Meer", "van der Meer, Jan", "Meer, van der, Jan"],
    ],
)
def test_spellings_that_must_meet(spellings: list[str]) -> None:
    assert len({standardise_person(name).key for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Соколов Саша", "Соколова Саша"),
        ("Белов Олег", "Белов Олесь"),
        ("Мария Громова", "Марина Громова"),
        ("Paul Winkler", "Paula Winkler"),
        ("Владимир Котов", "Владислав Котов"),
        ("John Hill", "Joan Hill"),
        ("Erin Hill", "Aaron Hill"),
        ("Louis Weber", "Ludwig Weber"),
        ("Luis Weber", "Louis Weber"),
        ("Lewis Weber", "Louis Weber"),
        ("Jean Costa", "João Costa"),
        ("Juan Costa", "Giovanni Costa"),
        ("Carlos Weber", "Karl Weber"),
        ("Frank Weber", "Franz Weber"),
    ],
)
def test_names_that_must_not_meet(one: str, other: str) -> None:
    assert standardise_person(one).key != standardise_person(other).key


@pytest.mark.parametrize(
    "raw",
    [
        "Гусева Инна Львовна",
        "проф. Зуев П. А.",
        "Quliyev Samir Rauf oğlu",
        "Herr Dr. Klaus von Hagen",
        "Meer, van der, Jan",
        "MILLER SUSAN",
        "ROCHELLE",
        "HARTFIELD",
        "Rui Matos da Costa Neto",
        "Marta del Pilar Soto Vega",
        "Jean-Luc Moreau",
        "Thomas Q. Baker III",
        "mgr inż. Ewa Sowa",
        "Семья Орловых",
    ],
)
def test_what_was_read_reads_the_same_again(raw: str) -> None:
    fields = ("title", "given", "middle", "patronymic", "family", "suffix")
    once = standardise_person(raw)
    again = standardise_person(" ".join(once.value[field] for field in fields if field in once.value))
    assert (dict(again.value), again.key) == (dict(once.value), once.key)


@pytest.mark.parametrize(
    ("given", "middle", "family", "parts"),
    [
        ("Tom", None, "Dr. Baker", {"title": "Dr.", "given": "Tom", "family": "Baker"}),
        ("Mr Tom", None, "Baker Jr.", {"title": "Mr", "given": "Tom", "family": "Baker", "suffix": "Jr."}),
        ("Herr", None, "Krause", {"title": "Herr", "family": "Krause"}),
        ("Олег", None, "Зуев О.П.", {"given": "Олег", "patronymic": "П.", "family": "Зуев"}),
        ("О.П.", None, "Зуев", {"given": "О.", "patronymic": "П.", "family": "Зуев"}),
        ("Jan", "van der", "Meer", {"given": "Jan", "family": "van der Meer"}),
        ("Jan", None, "Meer, van der", {"given": "Jan", "family": "van der Meer"}),
        ("Анна", None, "Зуева (Белкина)", {"given": "Анна", "family": "Зуева", "maiden": "Белкина"}),
        ("Tom", None, "tom@example.com", {"given": "Tom", "unparsed": "tom@example.com"}),
        ("Samir Rauf oglu", None, "Quliyev", {"given": "Samir", "patronymic": "Rauf oglu", "family": "Quliyev"}),
    ],
)
def test_fields_hold_more_than_their_part(given: str, middle: str | None, family: str, parts: dict[str, str]) -> None:
    value = dict(standardise_person(given=given, middle=middle, family=family).value)
    value.pop("gender", None)
    assert value == parts
