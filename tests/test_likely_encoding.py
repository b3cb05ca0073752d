"""The letters of a small table are guessed: a few names have to be enough."""

from __future__ import annotations

import pytest

from app.stage.answers.letters import FREQUENT
from app.stage.answers.likely_encoding import MOST_LOOKED_AT, likely_encoding
from optim_core.examples.table import ENCODINGS

NAMES = {
    "cp1252": [
        "größe,preis",
        "âge;taille",
        "año,señal",
        "Temp °C,x",
        "superficie,prix (€)",
        "preço;área",
        "ålder,längd",
    ],
    "cp1250": ["cena,wielkość", "město;počet", "szerokość;długość", "šířka;výška"],
    "cp1251": ["площадь;цена", "Цена;Вес", "рост,вес", "Год;Выручка;Прибыль"],
    "koi8_r": ["площадь;цена", "Цена;Вес"],
    "cp866": ["площадь;цена", "Цена;Вес"],
    "cp1253": ["τιμή;μέγεθος", "ύψος;βάρος"],
    "cp1254": ["şehir,nüfus", "ağırlık;boy"],
    "cp1255": ["מחיר,גודל"],
    "cp1256": ["السعر,المساحة"],
    "cp874": ["ราคา,พื้นที่"],
    "cp949": ["면적,가격", "이름,나이", "키,몸무게", "연도,인구"],
    "cp932": ["面積,価格", "身長(cm),体重(kg)", "カタカナ,ひらがな", "年,売上"],
    "euc_jp": ["面積,価格", "カタカナ,ひらがな", "気温,湿度"],
    "gb18030": ["面积,价格", "城市,人口", "身高,体重", "姓名,年龄,成绩"],
    "big5": ["面積,價格", "身高,體重", "年份,產量"],
}


@pytest.mark.parametrize(("encoding", "names"), [(encoding, line) for encoding in NAMES for line in NAMES[encoding]])
def test_two_names_are_enough(encoding, names):
    """The names come out as they were written."""
    data = f"{names}\n1,2\n3,4\n".encode(encoding)
    assert data.decode(likely_encoding(data)).startswith(names)


def test_what_is_guessed_can_also_be_chosen():
    """Each encoding that has letters is one of the list."""
    assert FREQUENT.keys() <= ENCODINGS.keys()


def test_any_bytes_have_an_encoding_and_few_are_looked_at():
    """Noise, one byte, and a file of nothing but letters; what lies behind the first lines changes nothing."""
    assert {likely_encoding(data) for data in (b"\xff", bytes(range(256)) * 9, b"\x81\n" * 50_000)} <= FREQUENT.keys()
    line = "цена;вес\n".encode("cp1251")
    assert likely_encoding(line * MOST_LOOKED_AT + b"\x98" * 9000) == "cp1251"
